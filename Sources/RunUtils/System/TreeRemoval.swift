import CRunUtils

/// Removes a directory with all that is in it. What is mounted there, and what cannot be removed, stays.
final class TreeRemoval: TreeWalk {
    private var failure: Errno?

    /// - Parameter made: The only directory that is meant, if not whatever is there.
    func remove(_ name: Bytes, in parent: DirectoryHandle, _ made: FileStatus?) throws(Errno) {
        let top = try TreeWalk.open(name, lists: true, in: parent.rawValue)
        if let made, try !top.status.isSameFile(as: made) { throw .displaced }
        _ = try walk(top, name)
        if let failure { throw failure }
        try parent.removeDirectory(name)
    }

    override func visit(_ name: Bytes, _ status: FileStatus, in directory: CInt) throws(Errno) {
        keep { name.withCString { unsafe unlinkat(directory, $0, 0) } }
    }

    override func left(_ name: Bytes, in parent: CInt) throws(Errno) {
        keep { name.withCString { unsafe unlinkat(parent, $0, AT_REMOVEDIR) } }
    }

    override func pass(_ error: Errno) throws(Errno) { failure = failure ?? error }

    private func keep(_ call: () -> CInt) {
        do { try attempt(call) } catch { if error != .noSuchFile { failure = failure ?? error } }
    }
}
