/// A file that exists while a service is up, so that another container can wait for it on a shared volume. Its owner
/// holds its lock (flock(2)), which the kernel drops when the owner dies: a file without a lock is left over.
final class Semaphore {
    /// What a look at a path tells.
    enum State: Equatable {
        case absent
        /// There, and its owner lives.
        case up(Content)
        /// There, and its owner is gone.
        case stale(Content)
    }

    let path: FilePath
    private var file: FileDescriptor?
    /// The size of the file: that of its longest content so far.
    private var size: Int

    private init(_ path: FilePath, _ file: consuming FileDescriptor, _ size: Int) {
        self.path = path
        self.file = .some(file)
        self.size = size
    }

    // MARK: Looking

    /// Whether the semaphore at a path is up.
    static func state(of path: FilePath) throws(Errno) -> State {
        let file: FileDescriptor
        do { file = try FileDescriptor.openForReading(path) } catch {
            if error == .noSuchFile || error == .notDirectory { return .absent }
            throw error
        }
        let isHeld = try !file.tryLock(shared: true)
        let content = Content(parsing: try file.readAll(limit: 4096))
        return isHeld ? .up(content) : .stale(content)
    }

    // MARK: Publishing

    private enum Removal {
        case nothingThere
        case removed
        case held(Content)
        case notAFile
    }

    /// Removes what a killed owner left at a path, also half-made files beside it.
    ///
    /// - Returns: Whether there was something.
    /// - Throws: When a living owner holds it, or the path is no plain file.
    @discardableResult
    static func removeStale(at path: FilePath) throws(RunError) -> Bool {
        let removal: Removal
        do throws(Errno) {
            try sweepTemporaries(of: path)
            removal = try removeIfUnlocked(path)
        } catch { throw RunError(cannot: "clear the semaphore", path, error) }
        switch removal {
        case .nothingThere: return false
        case .removed: return true
        case .notAFile:
            throw RunError(
                .configuration, "\(quoted(path)) is no plain file; a semaphore is expected there, or nothing")
        case .held(let content):
            throw RunError(
                .configuration, "the semaphore \(quoted(path)) is held by another daemon: \(content.owner)",
                hint: "give each service a semaphore of its own")
        }
    }

    private static func sweepTemporaries(of path: FilePath) throws(Errno) {
        guard try FileStatus.at(path.parent)?.kind == .directory else { return }
        let prefix = path.temporaryPrefix
        for name in try FileSystem.names(in: path.parent) where name.starts(with: prefix) {
            _ = try removeIfUnlocked(path.parent.appending(name))
        }
    }

    /// Takes the lock first, so that no file of a living owner is removed. A waiting container that looks takes a shared
    /// lock for a moment, so the attempt is repeated.
    private static func removeIfUnlocked(_ path: FilePath) throws(Errno) -> Removal {
        guard let status = try FileStatus.at(path, following: false) else { return .nothingThere }
        guard status.kind == .regular else { return .notAFile }
        let file: FileDescriptor
        do { file = try FileDescriptor.openForUpdate(path) } catch {
            if error == .noSuchFile { return .nothingThere }
            throw error
        }
        for _ in 0..<10 {
            if try file.tryLock() {
                if try file.status.isSameFile(as: FileStatus.at(path, following: false)) { try FileSystem.remove(path) }
                return .removed
            }
            Instant.pause(.milliseconds(5))
        }
        return .held(Content(parsing: try file.readAll(limit: 4096)))
    }

    /// Publishes: the file appears with its content and its lock at once.
    ///
    /// - Throws: When a living owner holds the path, or the system refuses.
    static func publish(_ path: FilePath, _ content: Content) throws(RunError) -> Semaphore {
        for _ in 0..<3 {
            do throws(Errno) {
                return try create(path, content)
            } catch {
                if error != .exists && error != .noSuchFile {
                    throw RunError(cannot: "publish the semaphore", path, error)
                }
            }
            try removeStale(at: path)
        }
        throw RunError(cannot: "publish the semaphore", path, .exists)
    }

    /// Only a file that is locked already ever has the path's name. The temporary name is nobody else's, not even that of
    /// a container with the same host name and pid; leftovers are swept by the next start.
    private static func create(_ path: FilePath, _ content: Content) throws(Errno) -> Semaphore {
        try FileSystem.makeDirectories(path.parent)
        let temporary = path.parent.appending(path.temporaryPrefix + Bytes("\(CurrentProcess.randomNumber())"))
        let file = try FileDescriptor.create(temporary)
        let bytes = content.bytes
        do throws(Errno) {
            guard try file.tryLock() else { throw .exists }
            try file.changeMode(0o644)
            try file.writeAll(bytes)
            try FileSystem.renameExclusive(temporary, to: path)
            // A sweep may have taken the file before it was locked.
            guard try file.status.isSameFile(as: FileStatus.at(path, following: false)) else { throw .exists }
        } catch {
            try? FileSystem.remove(temporary)
            throw error
        }
        return Semaphore(path, file, bytes.count)
    }

    /// Replaces the content in place; the lock stays. Empty lines fill the place of a longer one, so that one write(2) does
    /// it and nobody reads the rest of the old content behind the new one.
    func update(_ content: Content) throws(Errno) {
        var bytes = content.bytes
        while bytes.count < size { bytes.append(.newline) }
        size = bytes.count
        try file?.overwrite(bytes)
    }

    /// Removes the file if it is still ours, and lets go of the lock.
    func remove() {
        defer { file = nil }
        guard let ours = try? file?.status, let there = try? FileStatus.at(path, following: false) else { return }
        if ours.isSameFile(as: there) { try? FileSystem.remove(path) }
    }
}

extension Semaphore {
    /// What is written in a semaphore: `key=value` lines.
    struct Content: Equatable {
        var fields: [(String, Bytes)]

        init(_ fields: [(String, String)]) { self.fields = fields.map { ($0.0, Bytes($0.1)) } }

        init(parsing bytes: Bytes) {
            fields = []
            for line in bytes.pieces(separatedBy: .newline) {
                guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { continue }
                fields.append((Bytes(line[..<equals]).text, Content.unescaped(line[(equals + 1)...])))
            }
        }

        subscript(key: String) -> String? { bytes(of: key)?.text }

        func bytes(of key: String) -> Bytes? { fields.first { $0.0 == key }?.1 }

        var bytes: Bytes {
            fields.reduce(into: Bytes()) { $0 += Bytes("\($1.0)=") + Content.escaped($1.1) + [.newline] }
        }

        /// A value has one line: backslashes and newlines are written as \\ and \n.
        private static func escaped(_ value: Bytes) -> Bytes {
            let backslash = UInt8(ascii: "\\")
            // Not as array literals in a switch: Embedded Swift 6.3 with -Osize takes one of the two for both.
            var result = Bytes()
            for byte in value {
                if byte == backslash || byte == .newline { result.append(backslash) }
                result.append(byte == .newline ? UInt8(ascii: "n") : byte)
            }
            return result
        }

        private static func unescaped(_ value: ArraySlice<UInt8>) -> Bytes {
            var result = Bytes()
            var isEscaped = false
            for byte in value {
                if !isEscaped && byte == UInt8(ascii: "\\") {
                    isEscaped = true
                    continue
                }
                result.append(isEscaped && byte == UInt8(ascii: "n") ? .newline : byte)
                isEscaped = false
            }
            return result
        }

        /// Who published it, for messages.
        var owner: String {
            guard let image = self["image"], let host = self["host"] else { return "unknown" }
            return "\(image) on \(host)"
        }

        static func == (left: Content, right: Content) -> Bool { left.bytes == right.bytes }
    }
}
