/// Directories that a service needs.
enum Directory {
    /// Makes sure that a directory is there, with those above it, and has this owner and mode. Only what is wrong is
    /// changed, and only at the directory itself.
    ///
    /// - Parameters:
    ///   - owner: nil to leave an existing one's owner as it is.
    ///   - mode: nil to leave an existing one's mode as it is; a new one gets 0755.
    static func ensure(_ path: FilePath, owner: Ownership?, mode: FileMode?) throws(RunError) {
        do throws(Errno) {
            try FileSystem.makeDirectories(path)
            guard let status = try FileStatus.at(path) else { throw .noSuchFile }
            if let owner, status.owner != owner { try FileSystem.changeOwner(path, owner) }
            if let mode, status.mode != mode { try FileSystem.changeMode(path, mode) }
        } catch {
            let lacksRight = error == .notPermitted && !Capability.changeOwner.isHeld
            throw RunError(
                cannot: "prepare the directory", path, error,
                hint: lacksRight ? "changing its owner needs \(Capability.changeOwner.name)" : nil)
        }
    }
}
