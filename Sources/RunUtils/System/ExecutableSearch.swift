import CRunUtils

/// Finds the file that a program's name stands for, as execvp(3) does.
enum ExecutableSearch {
    /// What a program finds when PATH is not set (exec(3)).
    static let defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// The places to look at, in order: the name itself when it holds a slash, otherwise each directory of PATH.
    static func candidates(for name: Bytes, path: Bytes?) -> [FilePath] {
        if name.isEmpty { return [] }
        if name.contains(.slash) { return [FilePath(bytes: name)] }
        let directories = (path ?? Bytes(defaultPath)).pieces(separatedBy: .colon)
        return directories.map { FilePath(bytes: $0.isEmpty ? Bytes(".") : $0).appending(name) }
    }

    /// The first executable file among them.
    ///
    /// - Throws: `Errno.noSuchFile` when there is none, `Errno.permissionDenied` when there are only files that
    ///   cannot be executed; why nobody can say when the system fails.
    static func find(_ name: Bytes, path: Bytes?) throws(Errno) -> FilePath {
        var result = Errno.noSuchFile
        for candidate in candidates(for: name, path: path) {
            do throws(Errno) {
                guard let status = try FileStatus.at(candidate) else { continue }
                if status.kind == .regular, try Access.mayExecute(candidate) { return candidate }
                result = .permissionDenied
            } catch { if !isOfPath(error) { throw error } }
        }
        throw result
    }

    /// Whether an error says something of one candidate, and nothing of the next one.
    private static func isOfPath(_ error: Errno) -> Bool {
        error == .permissionDenied || error == .tooManyLinks || error == .nameTooLong || error == .stale
            || error == .noSuchFile || error == .notDirectory
    }
}
