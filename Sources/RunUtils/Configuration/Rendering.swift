/// A template, or a directory of them, and where its rendered files go.
public struct Rendering: Sendable {
    /// A file, or a directory whose files are all templates.
    public var source: FilePath
    /// The file, or the directory for the files of a directory.
    public var target: FilePath
    /// The owner; nil where the one who renders decides.
    public var owner: Identity?
    /// The mode; nil for 0400 when a secret went in and 0444 otherwise, with the source's execute bits.
    public var mode: UInt32?

    /// Declares a rendering.
    public init(_ source: FilePath, to target: FilePath, owner: Identity? = nil, mode: UInt32? = nil) {
        self.source = source
        self.target = target
        self.owner = owner
        self.mode = mode
    }

    /// The rendering that "source:target" spells; nil when it spells none.
    init?(_ text: String) {
        let parts = Bytes(text).pieces(separatedBy: .colon)
        guard parts.count == 2, !parts[0].isEmpty, parts[1].first == .slash else { return nil }
        self.init(FilePath(bytes: parts[0]), to: FilePath(bytes: parts[1]))
    }
}

extension ValueType where Value == [Rendering] {
    /// "source:target" pairs, separated by commas or white space.
    public static var renderings: ValueType {
        ValueType("a list of \"source:/target\"", absent: []) { text in
            var list: [Rendering] = []
            for word in ValueType<[String]>.list.parse(text) ?? [] {
                guard let rendering = Rendering(word) else { return nil }
                list.append(rendering)
            }
            return list
        }
    }
}

extension ValueType where Value == Rendering {
    /// One "source:target" pair.
    public static var rendering: ValueType { ValueType("\"source:/target\"") { Rendering($0) } }
}
