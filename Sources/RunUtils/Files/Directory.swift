/// Directories that a service needs.
enum Directory {
    /// Makes sure that a directory is there, with those above it, and has this owner and mode. Only what is wrong is
    /// changed, and only at the directory itself; where something is to be changed, a link is refused.
    ///
    /// - Parameters:
    ///   - owner: nil to leave an existing one's owner as it is.
    ///   - mode: nil to leave an existing one's mode as it is; a new one gets 0755.
    static func ensure(_ path: FilePath, owner: Ownership?, mode: FileMode?) throws(RunError) {
        var needed = Capability.fowner
        do throws(Errno) {
            try FileSystem.makeDirectories(path)
            guard let status = try FileStatus.at(path) else { throw .noSuchFile }
            let newOwner = owner == status.owner ? nil : owner
            let newMode = mode == status.mode ? nil : mode
            if newOwner == nil && newMode == nil { return }
            let directory = try FileDescriptor.openDirectory(path)
            // The mode first: of somebody else's directory it takes a capability more.
            if let newMode { try directory.changeMode(newMode) }
            needed = .chown
            if let newOwner { try directory.changeOwner(newOwner) }
        } catch {
            let hint =
                error == .tooManyLinks || error == .notDirectory && isLink(path)
                ? "name the directory that the link leads to" : Refusal.hint(error, in: path.parent, needs: needed)
            throw RunError(cannot: "prepare the directory", path, error, hint: hint)
        }
    }

    private static func isLink(_ path: FilePath) -> Bool {
        (try? FileStatus.at(path, following: false))?.kind == .symbolicLink
    }
}
