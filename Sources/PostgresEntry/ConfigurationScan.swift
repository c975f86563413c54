import RunUtils

/// What the text of a configuration file tells without the server, which takes as long as a third of its start for each question:
/// whether it may set something ("Setting Parameters" in PostgreSQL's manual).
struct ConfigurationScan: Equatable {
    /// Settings that are named in it.
    var named: [String] = []
    /// Files that it includes.
    var includes: [String] = []
    /// Whether there is more that is not told.
    var isOpen = false

    /// - Parameter names: The settings that matter, in small letters.
    init(_ text: String, for names: [String]) {
        let bytes = Array(text.utf8)
        var next = 0
        while next < bytes.count {
            let line = bytes[next..<(bytes[next...].firstIndex(of: 10) ?? bytes.count)]
            next = line.endIndex + 1
            // Most of them are comments.
            guard let start = line.firstIndex(where: { $0 != 32 && $0 != 9 }), line[start] != UInt8(ascii: "#") else {
                continue
            }
            let end = line[start...].firstIndex { !$0.isNameByte } ?? line.endIndex
            let name = SettingName.lowercased(Array(line[start..<end]))
            if names.contains(name) && !named.contains(name) { named.append(name) }
            if name == "include_dir" { isOpen = true }
            guard name == "include" || name == "include_if_exists" else { continue }
            if let path = ConfigurationScan.quoted(line[end...]) { includes.append(path) } else { isOpen = true }
        }
    }

    /// A value in single quotes without anything that needs thought.
    private static func quoted(_ bytes: ArraySlice<UInt8>) -> String? {
        let rest = bytes.drop { $0 == 32 || $0 == 9 || $0 == UInt8(ascii: "=") }
        guard rest.first == 39, let end = rest.dropFirst().firstIndex(of: 39) else { return nil }
        let value = rest[(rest.startIndex + 1)..<end]
        if value.contains(92) || (end + 1 < rest.endIndex && rest[end + 1] == 39) { return nil }
        return String(decoding: value, as: UTF8.self)
    }
}
