extension Context {
    /// Makes sure that a directory is there and has this owner and mode.
    ///
    /// - Parameters:
    ///   - owner: nil to leave the owner of an existing one.
    ///   - mode: nil to leave the mode of an existing one; a new one gets 0755.
    public func ensureDirectory(_ path: FilePath, owner: Identity? = nil, mode: UInt32? = nil) throws(RunError) {
        try Directory.ensure(path, owner: owner?.ownership, mode: mode)
    }

    /// Gives a file, or a directory with everything below it, to a user and its group. Only wrong entries are changed; links
    /// are changed themselves and not followed; what is mounted below the path is left alone. A line says how many were
    /// wrong. A change of owner clears the set-user-id and set-group-id bits of programs.
    ///
    /// Others may change the tree at the same time, but the directories above `path` must belong to somebody trusted, and
    /// so must the files that hard links in the tree may lead to, where fs.protected_hardlinks (proc(5)) is switched off.
    ///
    /// - Parameter path: No link itself.
    /// - Throws: Where it was refused and what it takes; a stop. Another call goes on with what is still wrong.
    public func ensureOwner(of path: FilePath, owner: Identity) throws(RunError) {
        try TreeOwnership.ensure(path, owner.ownership, console, events())
    }

    /// Copies a file, or merges a directory into another; modes are kept, links stay links.
    public func copy(_ source: FilePath, to target: FilePath, owner: Identity? = nil) throws(RunError) {
        try Tree.copy(source, to: target, owner: owner)
    }
}
