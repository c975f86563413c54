import CRunUtils

/// Removes a directory with all that is in it. What is mounted there, and what cannot be removed, stays.
final class TreeRemoval: TreeWalk {
    private var failure: Errno?

    func remove(_ name: Bytes, in parent: DirectoryHandle) throws(Errno) {
        _ = try walk(TreeWalk.open(name, lists: true, in: parent.rawValue), name)
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
