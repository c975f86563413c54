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
        let mark = UInt8(ascii: self == .pgconf || self == .sql || self == .shell ? "'" : "\"")
        if self == .pghba && value.first == .slash { value = Filter.expression(for: value) }
        var result = [mark]
        if self == .sql && value.contains(UInt8(ascii: "\\")) { result = Bytes("E'") }
        for byte in value {
            switch byte {
            case 0 where self != .json: return "contains a NUL byte, which \(name) cannot carry"
            case UInt8(ascii: "$") where self == .nginx:
                return "contains \"$\", which nginx takes for the start of a variable"
            case 10 where self == .ini || self == .pghba, 13 where self == .ini || self == .pghba:
                return "contains a line end, which \(name) cannot carry"
            case UInt8(ascii: "'") where self == .shell: result += Bytes("'\\''")
            case mark where self == .pgconf || self == .sql || self == .pghba: result += [mark, mark]
            case mark where self != .shell, UInt8(ascii: "\\") where self != .shell && self != .pghba:
                result += [UInt8(ascii: "\\"), byte]
            case 9, 10, 13:
                if self == .shell || self == .sql || self == .ini || self == .pghba {
                    result.append(byte)
                } else {
                    result += Bytes(escaped([byte].text))
                }
            case 0..<32 where self == .json:
                result += Bytes("\\u00") + [hexadecimalDigit(byte >> 4), hexadecimalDigit(byte & 15)]
            default: result.append(byte)
            }
        }
        value = result + [mark]
        return nil
    }

    /// In those files a slash begins a regular expression, within quotes as well ("The pg_hba.conf File" in PostgreSQL's manual): one that
    /// nothing else matches.
    private static func expression(for name: Bytes) -> Bytes {
        name.reduce(into: Bytes("/^")) { expression, byte in
            if !byte.isNameByte && byte < 128 { expression.append(UInt8(ascii: "\\")) }
            expression.append(byte)
        } + Bytes("$")
    }

    private static func percentEncoded(_ value: Bytes) -> Bytes {
        value.reduce(into: Bytes()) { result, byte in
            if byte.isNameByte || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "~") {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), hexadecimalDigit(byte >> 4), hexadecimalDigit(byte & 15)].uppercased
            }
        }
    }
}
