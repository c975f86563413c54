import RunUtils

/// What a server that runs says of itself, in postmaster.pid of its data directory.
struct RunningServer: Equatable {
    let pid: Int
    let port: Int
    let socketDirectory: String

    /// - Returns: nil for a text that is none of a server's with a socket.
    init?(_ text: String) {
        let lines = Text.pieces(text, at: 10, keepsEmpty: true)
        // The pid, the data directory, the time of the start, the port and the first directory of sockets.
        guard lines.count > 4, let pid = Int(lines[0]), let port = Int(lines[3]), (1...65535).contains(port),
            lines[4].utf8.first == 47
        else { return nil }
        self.pid = pid
        self.port = port
        socketDirectory = lines[4]
    }

    /// The one of a data directory; nil where none runs, or that cannot be read.
    static func find(below directory: FilePath, _ context: Context, _ identity: Identity?) -> RunningServer? {
        let text = try? context.files.readData(directory.appending("postmaster.pid"), of: identity, limit: 4096)
        return text.flatMap { $0 }.flatMap { RunningServer($0) }
    }
}
