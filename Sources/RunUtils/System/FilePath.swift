import CRunUtils

/// A path of the file system: bytes, of any encoding, as the kernel takes them.
public struct FilePath: Equatable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    var bytes: Bytes

    init(bytes: Bytes) { self.bytes = bytes }

    /// The path that `text` spells.
    public init(_ text: String) { bytes = Bytes(text) }

    /// The path that a literal spells.
    public init(stringLiteral text: String) { self.init(text) }

    /// The path as text; bytes that are no UTF-8 become U+FFFD.
    public var description: String { bytes.text }

    /// Whether it starts at the root.
    public var isAbsolute: Bool { bytes.first == .slash }

    /// The path of an entry below this one.
    ///
    /// - Parameter name: A name, or a relative path; slashes at its start are dropped.
    @inline(never) public func appending(_ name: String) -> FilePath { appending(Bytes(name)) }

    func appending(_ name: Bytes) -> FilePath {
        guard let start = name.firstIndex(where: { $0 != .slash }) else { return self }
        let path = unsafe Bytes(unsafeUninitializedCapacity: bytes.count + 1 + name.count) { space, count in
            unsafe memcpy(space.baseAddress!, bytes, bytes.count)
            count = bytes.count
            if count > 0 && bytes[count - 1] != .slash {
                unsafe space[count] = .slash
                count += 1
            }
            unsafe name.withUnsafeBytes {
                _ = unsafe memcpy(space.baseAddress! + count, $0.baseAddress! + start, name.count - start)
            }
            count += name.count - start
        }
        return FilePath(bytes: path)
    }

    /// Where it leads from a directory.
    func below(_ directory: FilePath?) -> FilePath {
        if isAbsolute { return self }
        return directory?.appending(bytes) ?? self
    }

    /// Without an ending of its last component; as it is where that is all of it, or it ends otherwise.
    func without(_ ending: Bytes) -> FilePath {
        let rest = bytes.count - ending.count
        guard !ending.isEmpty, rest > 0, bytes[rest - 1] != .slash, bytes.has(ending, at: rest) else { return self }
        return FilePath(bytes: bytes.upTo(rest))
    }

    /// The last component; empty for the root.
    var name: Bytes {
        let end = endOfComponent(before: bytes.count)
        return bytes.part((lastSlash(before: end) + 1), end)
    }

    /// The directory that holds this entry: everything before the last component, "/" or "." where that is nothing.
    public var parent: FilePath {
        let end = endOfComponent(before: bytes.count)
        let slash = lastSlash(before: end)
        if slash < 0 { return end == 0 && isAbsolute ? "/" : "." }
        let above = endOfComponent(before: slash)
        return above == 0 ? "/" : FilePath(bytes: bytes.upTo(above))
    }

    /// Whether `parent` is that one, without making it.
    func hasParent(_ other: FilePath) -> Bool {
        let slash = lastSlash(before: bytes.count)
        // Neither at the root nor with slashes that do not count: then the parent need not be made.
        if slash > 0, slash + 1 < bytes.count, bytes[slash - 1] != .slash {
            return other.bytes.count == slash && bytes.has(other.bytes, at: 0)
        }
        return parent == other
    }

    /// Calls `body` with the path as the kernel takes it.
    @safe func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        if let root = Simulation.current?.root, isAbsolute { return (root.bytes + bytes).withCString(body) }
        return bytes.withCString(body)
    }

    /// Without empty components, "." and "..", as its words say; links are not looked at.
    package var normalized: FilePath {
        var components: [Bytes] = []
        for component in bytes.pieces(separatedBy: .slash) where !component.isEmpty && component != Bytes(".") {
            if component == Bytes("..") { _ = components.popLast() } else { components.append(component) }
        }
        return FilePath(bytes: (isAbsolute ? [.slash] : []) + components.joined(separator: .slash))
    }

    /// The path without slashes and "." at its end, behind which a link would be followed.
    var entry: FilePath {
        var rest = withoutTrailingSlashes
        while rest.count > 1, rest.last == .dot, rest[rest.count - 2] == .slash {
            rest = FilePath(bytes: Bytes(rest.dropLast())).withoutTrailingSlashes
        }
        return rest.isEmpty ? self : FilePath(bytes: rest)
    }

    private var withoutTrailingSlashes: Bytes { bytes.upTo(endOfComponent(before: bytes.count)) }

    /// Where the path ends before a position when slashes do not count.
    private func endOfComponent(before position: Int) -> Int {
        var end = position
        while end > 0 && bytes[end - 1] == .slash { end -= 1 }
        return end
    }

    /// -1 when there is none.
    private func lastSlash(before end: Int) -> Int {
        var index = end - 1
        while index >= 0 && bytes[index] != .slash { index -= 1 }
        return index
    }
}
