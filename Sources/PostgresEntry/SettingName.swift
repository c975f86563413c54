import RunUtils

/// Names of settings: the server does not tell capital letters from small ones.
enum SettingName {
    static func lowercased(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
    }
}
