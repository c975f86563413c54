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

    /// So deep may files include each other, as for the server.
    private static let depth = 10
    /// So many are looked at: each may include several, and those include the same again.
    static let limit = 1000

    /// Which settings files and those that they include may set, and whether that could not be seen: then it may be any of them.
    ///
    /// - Parameter read: A file's text; nil where it cannot be read.
    static func names(
        _ names: [String], from files: [FilePath], read: (FilePath) -> String?
    ) -> (names: [String], isOpen: Bool) {
        var scans = files.map { ($0, 0) }
        var named: [String] = []
        var count = 0
        while let (path, depth) = scans.popLast() {
            count += 1
            guard count <= limit, depth < ConfigurationScan.depth, let text = read(path) else { return (names, true) }
            let scan = ConfigurationScan(text, for: names)
            if scan.isOpen { return (names, true) }
            named += scan.named
            for include in scan.includes {
                scans.append((include.utf8.first == 47 ? FilePath(include) : path.parent.appending(include), depth + 1))
            }
        }
        return (named, false)
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
