import RunUtils

/// Names of settings: the server does not tell capital letters from small ones.
enum SettingName {
    /// How passwords are kept.
    static let encryption = "password_encryption"

    /// Whether that is by MD5.
    static func isMD5(_ value: String) -> Bool { lowercased(Array(value.utf8)) == "md5" }

    static func lowercased(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
    }
}
