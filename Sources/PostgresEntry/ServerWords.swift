import RunUtils

/// What the server's command line sets (postgres(1)).
struct ServerWords {
    /// Names with underscores, in the order of the words: the last one counts.
    private var settings: [(name: String, value: String)] = []
    /// The directory behind -D.
    private(set) var dataDirectory: String?

    /// Letters with an argument, and settings that have a letter.
    private static let withArgument = Array("BCcDdfhkNprStvW-".utf8)
    private static let letters: [(UInt8, String)] = [
        (UInt8(ascii: "p"), "port"), (UInt8(ascii: "k"), "unix_socket_directories"),
        (UInt8(ascii: "h"), "listen_addresses"),
    ]

    init(_ words: [String]) {
        var rest = words[...]
        while let word = rest.popFirst() {
            var letters = Array(word.utf8)[...]
            guard letters.popFirst() == UInt8(ascii: "-") else { continue }
            while let letter = letters.popFirst() {
                guard ServerWords.withArgument.contains(letter) else { continue }
                let value = letters.isEmpty ? rest.popFirst() ?? "" : String(decoding: letters, as: UTF8.self)
                take(letter, value)
                break
            }
        }
    }

    private mutating func take(_ letter: UInt8, _ value: String) {
        if letter == UInt8(ascii: "D") { dataDirectory = value }
        for (known, name) in ServerWords.letters where known == letter { settings.append((name, value)) }
        guard letter == UInt8(ascii: "c") || letter == UInt8(ascii: "-") else { return }
        let bytes = Array(value.utf8)
        guard let end = bytes.firstIndex(of: UInt8(ascii: "=")) else { return }
        let name = bytes[..<end].map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 }
        settings.append((SettingName.lowercased(name), String(decoding: bytes[(end + 1)...], as: UTF8.self)))
    }

    /// What counts of a setting; nil where it is not set.
    subscript(_ name: String) -> String? { settings.last { $0.name == name }?.value }
}
