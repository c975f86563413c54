import RunUtils

/// Names of databases, which have 63 bytes at most.
enum DatabaseName {
    /// A name with something behind it; the name is cut where both together are too long, between characters.
    static func extended(_ name: String, _ suffix: String) -> String {
        var bytes = Array(Array(name.utf8).prefix(63 - suffix.utf8.count))
        if bytes.count < name.utf8.count {
            while let last = bytes.last, last & 0xc0 == 0x80 { bytes.removeLast() }
            if let last = bytes.last, last >= 0xc0 { bytes.removeLast() }
        }
        return String(decoding: bytes, as: UTF8.self) + suffix
    }
}
