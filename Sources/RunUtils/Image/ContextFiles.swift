extension Context {
    /// Makes sure that a directory is there and has this owner and mode.
    ///
    /// - Parameters:
    ///   - owner: nil to leave the owner of an existing one.
    ///   - mode: nil to leave the mode of an existing one; a new one gets 0755.
    public func ensureDirectory(_ path: FilePath, owner: Identity? = nil, mode: UInt32? = nil) throws(RunError) {
        try Directory.ensure(path, owner: owner?.ownership, mode: mode)
    }

    /// Copies a file, or merges a directory into another; modes are kept, links stay links.
    public func copy(_ source: FilePath, to target: FilePath, owner: Identity? = nil) throws(RunError) {
        try Tree.copy(source, to: target, owner: owner)
    }
}
