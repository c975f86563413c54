import RunUtils

/// Parts of SQL and of configuration files.
extension Text {
    /// With a backslash before quotes and backslashes, as connection strings of libpq are written.
    static func escaped(_ text: String) -> String {
        let escaped = Array(text.utf8).prefixing(with: .backslash) { $0 == .apostrophe || $0 == .backslash }
        return String(decoding: escaped, as: UTF8.self)
    }

    /// With spaces in the place of line ends.
    static func oneLine(_ text: String) -> String {
        String(decoding: Array(text.utf8).map { $0 == .newline || $0 == .carriageReturn ? .space : $0 }, as: UTF8.self)
    }
}
