/// What a PostgreSQL server is asked, and what its answer means, as for pg_isready(1): protocol 3.0 ("Frontend/Backend
/// Protocol" in PostgreSQL's manual) as far as the end of the start-up.
enum PostgresExchange {
    private static let socketName = Bytes(".s.PGSQL.")
    /// What a server that starts or stops says.
    private static let cannotConnectNow = Bytes("57P03")
    /// No message of the start-up is longer (libpq refuses it too).
    private static let messageLimit = 30_000
    private static let limit = 65_536

    /// The socket at a path: itself, or the usual one of a directory.
    static func socket(_ path: FilePath) -> FilePath {
        path.name.count > socketName.count && path.name[..<socketName.count] == socketName[...]
            ? path : path.appending(socketName + Bytes("5432"))
    }

    /// StartupMessage. The database is one that every server has, whoever the user is.
    static func startup(_ user: String) -> Bytes {
        var body: Bytes = [0, 3, 0, 0]
        for word in ["user", user, "database", "postgres", "application_name", "RunUtils"] { body += Bytes(word) + [0] }
        body.append(0)
        return length(body.count + 4) + body
    }

    /// Terminate: a client that lets itself be let in and just goes away would be a line in the server's log. One that
    /// goes away when it is asked for a password is none, but any message other than a password would be.
    static var terminate: Bytes { [UInt8(ascii: "X")] + length(4) }

    /// Whether an answer ends with ReadyForQuery.
    static func isReadyForQuery(_ answer: Bytes) -> Bool { Bytes(answer.suffix(6).prefix(5)) == [90, 0, 0, 0, 5] }

    private static func length(_ count: Int) -> Bytes {
        [UInt8(count >> 24 & 255), UInt8(count >> 16 & 255), UInt8(count >> 8 & 255), UInt8(count & 255)]
    }

    /// Any request for authentication means that the server accepts, and so does any error but 57P03. A user who is let
    /// in at once is followed until the server is ready for queries, so that it can be left in good order.
    ///
    /// - Parameter isComplete: Whether nothing more will come.
    static func judge(_ answer: Bytes, atEnd isComplete: Bool) -> Probe.Outcome {
        var rest = answer[...]
        var isLetIn = false
        let foreign = Probe.Outcome.fails("answered, but not as PostgreSQL does")
        while let type = rest.first {
            guard let length = number(rest.dropFirst()) else { break }
            if length < 4 || length > messageLimit || answer.count > limit { return isLetIn ? .holds : foreign }
            guard rest.count > length else { break }
            let body = rest.dropFirst(5).prefix(length - 4)
            rest = rest.dropFirst(1 + length)
            switch type {
            case UInt8(ascii: "R"):
                guard let request = number(body) else { return foreign }
                if request != 0 { return .holds }
                isLetIn = true
            case UInt8(ascii: "E"):
                if isLetIn { return .holds }
                guard let state = field("C", body) else { return foreign }
                if state != cannotConnectNow { return .holds }
                return .fails("does not accept connections: \(escaped((field("M", body) ?? []).text))")
            case UInt8(ascii: "Z") where isLetIn: return .holds
            // Notices and NegotiateProtocolVersion may come first.
            case UInt8(ascii: "N"), UInt8(ascii: "v"): break
            default: if !isLetIn { return foreign }
            }
        }
        if let type = rest.first, !isLetIn, !Bytes("RENv").contains(type) { return foreign }
        return !isComplete ? .pending : isLetIn ? .holds : foreign
    }

    /// Four bytes, the highest first.
    private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        bytes.count < 4 ? nil : bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    }

    /// The text of a field of an ErrorResponse: fields are a letter and a text that ends with 0.
    private static func field(_ letter: Unicode.Scalar, _ body: ArraySlice<UInt8>) -> Bytes? {
        for piece in Bytes(body).pieces(separatedBy: 0) where piece.first == UInt8(ascii: letter) {
            return Bytes(piece.dropFirst())
        }
        return nil
    }
}
