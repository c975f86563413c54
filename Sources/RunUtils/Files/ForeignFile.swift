/// Files in places of somebody else's, which are no more than data: whoever may write there may have put anything there.
enum ForeignFile {
    /// - Parameters:
    ///   - owners: Whose it may be, besides root's and that of the directory's owner, who can put anything there.
    ///   - limit: How many bytes it may have.
    /// - Returns: nil when there is none.
    static func read(_ path: FilePath, owners: [UInt32], limit: Int) throws(RunError) -> Bytes? {
        do throws(Errno) {
            let entry = try PathWalk.entry(path)
            guard try entry.directory.status(of: entry.name) != nil else { return nil }
            let file = try entry.directory.openForReading(entry.name)
            let status = try file.status
            guard status.kind == .regular else { throw .notPlainFile }
            let expected = try owners + [0, entry.directory.status.owner.uid]
            if !expected.contains(where: { $0 == status.owner.uid }) { throw .notPermitted }
            if status.size > limit { throw .fileTooBig }
            return try file.readAll(limit: limit)
        } catch {
            if error == .noSuchFile { return nil }
            var failure = RunError(cannot: "read", path, error)
            failure.status = .configuration
            if error == .notPermitted, let status = try? FileStatus.at(path, following: false) {
                failure.message = "\(quoted(path)) belongs to user \(status.owner.uid), so it is not read"
                failure.hint = nil
            }
            throw failure
        }
    }
}
