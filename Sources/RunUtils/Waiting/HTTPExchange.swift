/// What a web server is asked, and what its answer means.
enum HTTPExchange {
    /// No answer's first line is longer.
    private static let limit = 4096

    static func request(_ host: String, _ path: String) -> Bytes {
        Bytes("GET \(path) HTTP/1.0\r\nHost: \(host)\r\nUser-Agent: RunUtils\r\nConnection: close\r\n\r\n")
    }

    /// - Parameter isComplete: Whether nothing more will come.
    static func judge(_ answer: Bytes, atEnd isComplete: Bool) -> Probe.Outcome {
        if let status = status(answer) {
            return (200..<400).contains(status) ? .holds : .fails("answered with status \(status)")
        }
        if isComplete || answer.contains(.newline) || answer.count > limit {
            return .fails("answered, but not in HTTP")
        }
        return .pending
    }

    /// The status in the first line of an answer (RFC 9112, section 4), nil as long as it is not complete.
    static func status(_ answer: Bytes) -> Int? {
        guard let line = answer.firstIndex(of: .newline), answer.starts(with: "HTTP/"),
            let space = answer.firstIndex(of: .space), space + 4 <= line, answer[space + 4].isSpace
        else { return nil }
        let digits = Bytes(answer[(space + 1)..<(space + 4)])
        return digits.allSatisfy { $0.isDigit } ? digits.decimal : nil
    }
}
