import RunUtils

/// The names of backups: DATABASE_TIME and an ending for the format. A database's name is written so that it can be read back.
struct BackupName: Equatable {
    enum Format: String {
        case custom = ".dump"
        case plain = ".sql"
        case directory = ".dir"
        /// Every database, and what belongs to none.
        case all = ".all"
    }

    let database: String
    let format: Format

    /// How the names of a database's backups begin.
    static func prefix(_ database: String) -> String {
        var bytes: [UInt8] = []
        for byte in Array(database.utf8) {
            if isPlain(byte) {
                bytes.append(byte)
            } else {
                bytes += [37, digit(byte >> 4), digit(byte & 15)]
            }
        }
        return String(decoding: bytes, as: UTF8.self) + "_"
    }

    /// - Parameter time: Such as 20261125T071500Z.
    static func name(_ database: String, _ time: String, _ format: Format) -> String {
        prefix(database) + time + format.rawValue
    }

    /// Reads a file's name.
    ///
    /// - Returns: nil for one whose format is unknown. The database is empty where the name does not tell it.
    init?(_ name: String) {
        guard let format = BackupName.format(name) else { return nil }
        self.format = format
        let stem = Array(Array(name.utf8).dropLast(format.rawValue.utf8.count))
        guard let end = stem.lastIndex(of: 95), BackupName.isTime(Array(stem[(end + 1)...])) else {
            database = ""
            return
        }
        database = BackupName.decoded(Array(stem[..<end]))
    }

    /// The database of a file within a backup of all.
    static func database(ofPart file: String) -> String? {
        let stem = Array(Array(file.utf8).dropLast("_.dump".utf8.count))
        return stem.isEmpty ? nil : decoded(stem)
    }

    private static func format(_ name: String) -> Format? {
        for format in [Format.custom, .plain, .directory, .all] where Text.ends(name, with: format.rawValue) {
            return format
        }
        return nil
    }

    /// The name of a backup of all that lacks some of them. It has no time, so it does not count as one of those that are kept.
    static func incomplete(_ name: String) -> String {
        let ending = Format.all.rawValue
        return "\(Text.start(of: name, before: ending) ?? name).incomplete\(ending)"
    }

    /// The file, beside a database's own in a backup of all and beside a script, with the statements that make the database.
    static func making(of file: FilePath) -> FilePath { FilePath("\(file).create") }

    /// Which names in a directory are those of backups that the server's user has made.
    ///
    /// - Parameters:
    ///   - names: All of them.
    ///   - listing: That user's, each behind the letter of its kind, as find(1) has it, and before a NUL byte. A link, or a directory in
    ///     the place of a file, is no backup.
    static func own(_ names: [String], inListing listing: String) -> [String] {
        let entries = Text.pieces(listing, at: 0)
        return names.filter { name in
            guard let format = format(name) else { return false }
            let entry = (format == .directory || format == .all ? "d" : "f") + name
            return entries.contains { $0.hasSameBytes(as: entry) }
        }
    }

    /// The backups to delete so that the newest ones stay.
    ///
    /// - Parameters:
    ///   - names: Everything in the directory that may count; what is no backup of this database under a name of ours is left alone.
    ///   - made: The one that was just made. It stays, whatever time the others' names tell.
    static func superfluous(
        _ names: [String], _ database: String, isAll: Bool, keeping count: Int, made: String
    ) -> [String] {
        var own: [String] = []
        for name in names {
            if let backup = BackupName(name), backup.database.hasSameBytes(as: database), !database.isEmpty,
                (backup.format == .all) == isAll, !name.hasSameBytes(as: made)
            {
                own.append(name)
            }
        }
        // Times sort as their texts do; names come sorted, and the prefix is the same.
        return Array(own.dropLast(BackupName(made)?.database.hasSameBytes(as: database) ?? false ? count - 1 : count))
    }

    private static func isTime(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == 16, bytes[8] == 84, bytes[15] == 90 else { return false }
        for (index, byte) in bytes.enumerated() where index != 8 && index != 15 && !(48...57).contains(byte) {
            return false
        }
        return true
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte.isNameByte || byte == .hyphen
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 55 + value }

    private static func decoded(_ bytes: [UInt8]) -> String {
        func value(_ byte: UInt8) -> UInt8? {
            (48...57).contains(byte) ? byte - 48 : (65...70).contains(byte) ? byte - 55 : nil
        }
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == 37, index + 2 < bytes.count, let high = value(bytes[index + 1]),
                let low = value(bytes[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
