import RunUtils

/// Parts of SQL and of configuration files.
extension Text {
    static func isWord(_ bytes: ArraySlice<UInt8>, _ word: String) -> Bool { Array(bytes) == Array(word.utf8) }

    /// With a backslash before quotes and backslashes, as connection strings of libpq are written.
    static func escaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if byte == 39 || byte == 92 { bytes.append(92) }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// With spaces in the place of line ends.
    static func oneLine(_ text: String) -> String {
        String(decoding: text.utf8.map { $0 == 10 || $0 == 13 ? 32 : $0 }, as: UTF8.self)
    }
}
