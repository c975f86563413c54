/// What a template makes of a value before it goes in. Those that quote make a value that cannot leave its place.
///
/// | filter | result | where it stands |
/// |---|---|---|
/// | nginx | a "…" string; `$` is refused, for nginx has no way to write it | as a whole argument of a directive |
/// | pgconf | a '…' string | behind `name =` in postgresql.conf |
/// | sql | a '…' literal; E'…' when a backslash is in it | where SQL takes a string |
/// | shell | a '…' word | where a shell takes a word |
/// | json | a "…" string | where JSON takes a value |
/// | ini | a "…" string with \" and \\; a line end is refused | behind `name =` in the files of PHP, MySQL, git |
/// | pghba | a "…" word with "" for a quote; as an expression for itself where it begins with "/"; a line end is refused | as a word of pg_hba.conf or pg_ident.conf |
/// | url | with %XX for all but letters, digits and `-._~` | in a part of a URL, such as the password |
/// | base64 | base64 with padding, on one line | |
/// | int | the value; anything but a whole number is refused | |
/// | lower, upper | ASCII letters in small ones, in capitals | |
/// | trim | without white space at both ends | |
/// | bytes | a size such as 64M as a whole number of bytes | |
/// | seconds | a time such as 1m30s as a whole number of seconds, rounded up | |
enum Filter: Int, CaseIterable {
    case nginx, pgconf, sql, shell, json, ini, pghba, url, base64, int, lower, upper, trim, bytes, seconds

    /// In the order of the cases.
    static let names = [
        "nginx", "pgconf", "sql", "shell", "json", "ini", "pghba", "url", "base64", "int", "lower", "upper", "trim",
        "bytes", "seconds",
    ]

    init?(named name: String) {
        guard let index = Filter.names.firstIndex(where: { $0 == name }) else { return nil }
        self.init(rawValue: index)
    }

    var name: String { Filter.names[rawValue] }

    /// Whether its result is to stay as it is, except for more of the same kind.
    var quotes: Bool { rawValue <= Filter.base64.rawValue }

    /// Filters a value.
    ///
    /// - Returns: Why it cannot be: what is said behind the value. The value is as it was then.
    func apply(_ value: inout Bytes) -> String? {
        switch self {
        case .int: if value.decimal == nil { return "is not a whole number" }
        case .lower: value = value.lowercased
        case .upper: value = value.uppercased
        case .trim: value = value.trimmed
        case .bytes:
            guard let size = ByteSizeText.parse(value.text) else { return "is not a number of bytes" }
            value = Bytes("\(size)")
        case .seconds:
            guard let time = DurationText.parse(value.text) else { return "is not a duration" }
            value = Bytes("\(time.wholeSeconds)")
        case .url: value = Filter.percentEncoded(value)
        case .base64: value = Base64.encoded(value)
        case .nginx, .pgconf, .sql, .shell, .json, .ini, .pghba: return quote(&value)
        }
        return nil
    }

    private func quote(_ value: inout Bytes) -> String? {
        if (self == .json || self == .sql) && Bytes(value.text) != value { return "is not UTF-8, as \(name) must be" }
        for byte in value { if let reason = refusal(of: byte) { return reason } }
        if self == .pghba && value.first == .slash { value = Filter.expression(for: value) }
        let begin = self == .sql && value.contains(.backslash) ? Bytes("E") : []
        value = begin + [mark] + value.respelled { byte, _ in spelling(of: byte) } + [mark]
        return nil
    }

    private var mark: UInt8 { self == .pgconf || self == .sql || self == .shell ? .apostrophe : .quote }

    /// Why a byte cannot be written; nil when it can.
    private func refusal(of byte: UInt8) -> String? {
        switch (self, byte) {
        case (.json, _): nil
        case (_, 0): "contains a NUL byte, which \(name) cannot carry"
        case (.nginx, .dollar): "contains \"$\", which nginx takes for the start of a variable"
        case (.ini, .newline), (.ini, .carriageReturn), (.pghba, .newline), (.pghba, .carriageReturn):
            "contains a line end, which \(name) cannot carry"
        default: nil
        }
    }

    /// How a byte is written between the quotes; nil for as it is.
    private func spelling(of byte: UInt8) -> Bytes? {
        switch (self, byte) {
        case (.shell, .apostrophe): Bytes("'\\''")
        case (.shell, _): nil
        case (.pgconf, mark), (.sql, mark), (.pghba, mark): [byte, byte]
        case (.pghba, _): nil
        case (_, mark), (_, .backslash): [.backslash, byte]
        case (.sql, _), (.ini, _): nil
        case (_, .tab), (_, .newline), (_, .carriageReturn): Bytes(RunUtils.escaped([byte].text))
        case (.json, 0..<32): Bytes("\\u00") + hexadecimal(byte)
        default: nil
        }
    }

    /// In those files a slash begins a regular expression, within quotes as well ("The pg_hba.conf File" in PostgreSQL's manual): one that
    /// nothing else matches.
    private static func expression(for name: Bytes) -> Bytes {
        Bytes("/^") + name.prefixing(with: .backslash) { !$0.isNameByte && $0 < 128 } + Bytes("$")
    }

    private static func percentEncoded(_ value: Bytes) -> Bytes {
        value.respelled { byte, _ in
            byte.isNameByte || byte == .hyphen || byte == .dot || byte == .tilde
                ? nil : Bytes("%") + hexadecimal(byte).uppercased
        }
    }
}
