import RunUtils

/// Parts of SQL and of configuration files.
extension Text {
    /// With a backslash before quotes and backslashes, as connection strings of libpq are written.
    static func escaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in Array(text.utf8) {
            if byte == 39 || byte == 92 { bytes.append(92) }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// With spaces in the place of line ends.
    static func oneLine(_ text: String) -> String {
        String(decoding: Array(text.utf8).map { $0 == 10 || $0 == 13 ? 32 : $0 }, as: UTF8.self)
    }
}
