/// What a web server is asked, and what its answer means.
enum HTTPExchange {
    /// More than this before the final status is no answer.
    private static let limit = 4096

    /// - Parameters:
    ///   - host: With the port, unless that is the usual one.
    ///   - path: What follows a "#" in it is ours.
    static func request(_ host: String, _ path: String) -> Bytes {
        let path = Bytes(path)
        return Bytes("GET ") + path.upTo(path.nextPosition(of: .hash, from: 0))
            + Bytes(" HTTP/1.1\r\nHost: \(host)\r\nUser-Agent: RunUtils\r\nAccept: */*\r\nConnection: close\r\n\r\n")
    }

    /// Whether a status counts: those from 200 to 399, or those that the path names, as in "/#status=204,400-403".
    ///
    /// - Returns: nil where the path names them otherwise.
    static func counts(_ status: Int, _ path: Bytes) -> Bool? {
        guard let mark = path.position(of: .hash, from: 0) else { return (200..<400).contains(status) }
        if !path.starts(with: "#status=", at: mark) { return nil }
        var counts = false
        for piece in path.from(mark + 8).pieces(separatedBy: .comma) {
            let ends = piece.pieces(separatedBy: .hyphen)
            guard let low = ends[0].decimal, let high = ends[ends.count - 1].decimal, ends.count <= 2, low >= 100,
                low <= high, high <= 599
            else { return nil }
            if low <= status && status <= high { counts = true }
        }
        return counts
    }

    /// - Parameters:
    ///   - path: May name the statuses that count.
    ///   - isComplete: Whether nothing more will come.
    static func judge(_ answer: Bytes, _ path: Bytes, atEnd isComplete: Bool) -> Probe.Outcome {
        var start = 0
        // Another one follows (RFC 9110, section 15.2).
        while let status = status(answer, from: start), status < 200,
            let end = answer.firstRange(of: "\r\n\r\n", from: start)?.upperBound, end < answer.count
        {
            start = end
        }
        let status = status(answer, from: start)
        if let status, status >= 200 || isComplete {
            return counts(status, path) == true ? .holds : .fails("answered with status \(status)")
        }
        let isWrong = status == nil && answer.position(of: .newline, from: start) != nil
        return isComplete || isWrong || answer.count > limit ? .fails("answered, but not in HTTP") : .pending
    }

    /// The status in the first line of an answer (RFC 9112, section 4), nil as long as it is not complete.
    static func status(_ answer: Bytes, from start: Int = 0) -> Int? {
        guard let line = answer.position(of: .newline, from: start), answer.starts(with: "HTTP/", at: start),
            let space = answer.position(of: .space, from: start), space + 4 <= line, answer[space + 4].isSpace
        else { return nil }
        let digits = answer.part(space + 1, (space + 4))
        return digits.allSatisfy { $0.isDigit } ? digits.decimal : nil
    }
}
