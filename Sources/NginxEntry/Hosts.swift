import RunUtils

/// What hosts(5) says, and what needs no name server.
enum Hosts {
    /// Whether the file has a name, in whatever case.
    static func has(_ name: String, in text: String) -> Bool {
        let name = lowercased(name)
        for line in Text.lines(text) {
            let end = line.utf8.firstIndex(of: .hash) ?? line.utf8.endIndex
            let words = Text.words(String(decoding: Array(line.utf8[..<end]), as: UTF8.self))
            if words.dropFirst().contains(where: { lowercased($0) == name }) { return true }
        }
        return false
    }

    private static func lowercased(_ text: String) -> [UInt8] {
        text.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }
    }

    /// Whether a host is an address and no name.
    static func isNumeric(_ host: String) -> Bool {
        host.utf8.contains(.colon) || host.utf8.allSatisfy { $0.isDigit || $0 == .dot }
    }
}
