/// What a PostgreSQL server says of itself in files: beside its socket, and in its data directory (postmaster.pid). To ask one that is not
/// ready yet would be a line in its log, with FATAL.
enum PostgresLockFile {
    private static let limit = 8192

    /// Why a server that has its socket takes no sessions; nil where it may, or nothing is known of it.
    static func objection(to socket: FilePath) -> String? {
        guard let beside = lines(FilePath(bytes: socket.bytes + Bytes(".lock"))), beside.count > 1 else { return nil }
        guard let inside = lines(FilePath(bytes: beside[1]).appending("postmaster.pid")) else { return nil }
        return objection(beside, inside)
    }

    /// - Parameters:
    ///   - beside: The lines of the file beside the socket: the pid, the data directory.
    ///   - inside: Those of the one in the data directory: the pid and, as the last one, the state. It comes after the socket.
    static func objection(_ beside: [Bytes], _ inside: [Bytes]) -> String? {
        guard let state = inside.last, beside.first == inside.first else { return nil }
        if state.starts(with: "ready") || state.starts(with: "standby") { return nil }
        return state.starts(with: "stopping") ? "is shutting down" : "is starting up"
    }

    private static func lines(_ path: FilePath) -> [Bytes]? {
        guard path.isAbsolute, let status = try? FileStatus.at(path, following: false),
            let text = try? ForeignFile.read(path, owners: [status.owner.uid], limit: limit)
        else { return nil }
        return text.pieces(separatedBy: .newline).filter { !$0.isEmpty }
    }
}
