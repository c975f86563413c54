import RunUtils

/// A word of DATABASES, ROLES or EXTENSIONS: names in "…" may hold anything.
struct Declared: Equatable, Sendable {
    /// The first name: of an extension's database where there are two.
    var name: String
    /// What is in parentheses.
    var attributes: [String] = []
    /// Behind the colon or the dot.
    var other: String?

    /// Takes a list apart.
    ///
    /// - Parameter separator: What stands between the two names: a colon, or a dot.
    /// - Returns: nil when the text is none.
    static func list(_ text: String, separator: UInt8) -> [Declared]? {
        var scanner = Scanner(bytes: Array(text.utf8))
        var list: [Declared] = []
        while true {
            scanner.skipSpaces()
            if scanner.isAtEnd { return list }
            guard let first = scanner.name(separator) else { return nil }
            var entry = Declared(name: first)
            if scanner.take(40) {
                guard let words = scanner.words(until: 41) else { return nil }
                entry.attributes = words
            }
            if scanner.take(separator) {
                guard let second = scanner.name(0) else { return nil }
                entry.other = second
            }
            list.append(entry)
            scanner.skipSpaces()
            if !scanner.take(44) && !scanner.isAtEnd { return nil }
        }
    }

    private struct Scanner {
        let bytes: [UInt8]
        var position = 0

        var isAtEnd: Bool { position == bytes.count }

        mutating func skipSpaces() {
            while position < bytes.count, bytes[position] == 32 || (9...13).contains(bytes[position]) { position += 1 }
        }

        mutating func take(_ byte: UInt8) -> Bool {
            skipSpaces()
            guard position < bytes.count, bytes[position] == byte else { return false }
            position += 1
            return true
        }

        /// A name up to a comma, a parenthesis or the separator, or one in quotes.
        mutating func name(_ separator: UInt8) -> String? {
            skipSpaces()
            var name: [UInt8] = []
            if take(34) {
                while position < bytes.count {
                    let byte = bytes[position]
                    position += 1
                    if byte != 34 {
                        name.append(byte)
                    } else if position < bytes.count, bytes[position] == 34 {
                        name.append(34)
                        position += 1
                    } else {
                        return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
                    }
                }
                return nil
            }
            while position < bytes.count, ![44, 40, 41, 34, separator].contains(bytes[position]) {
                name.append(bytes[position])
                position += 1
            }
            while let last = name.last, last == 32 || (9...13).contains(last) { name.removeLast() }
            return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
        }

        mutating func words(until end: UInt8) -> [String]? {
            var words: [String] = []
            while !take(end) {
                var word: [UInt8] = []
                while position < bytes.count, bytes[position] != 32, bytes[position] != 44, bytes[position] != end {
                    word.append(bytes[position])
                    position += 1
                }
                if word.isEmpty && !take(44) { return nil }
                if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
            }
            return words
        }
    }
}

/// Words of CREATE ROLE that a declaration may have.
enum RoleAttribute {
    private static let known = [
        "superuser", "createdb", "createrole", "replication", "bypassrls", "nologin", "noinherit",
    ]

    static func isKnown(_ word: String) -> Bool { known.contains(word) }
    static let expectation = "one of superuser, createdb, createrole, replication, bypassrls, nologin, noinherit"
}

extension ValueType where Value == String {
    static var roleAttribute: ValueType {
        ValueType(RoleAttribute.expectation, example: "createdb") { RoleAttribute.isKnown($0) ? $0 : nil }
    }
}

extension ValueType where Value == [Declared] {
    /// "app:owner, reports".
    static var databases: ValueType { declared("a list such as \"app:owner, reports\"", 58) { $0.isEmpty } }

    /// "app:/run/secrets/app, admin(createdb)".
    static var roles: ValueType {
        declared("a list such as \"app:/run/secrets/app, admin(createdb)\"", 58) { attributes in
            for word in attributes where !RoleAttribute.isKnown(word) { return false }
            return true
        }
    }

    /// "pg_trgm, app.hstore".
    static var extensions: ValueType { declared("a list such as \"pg_trgm, app.hstore\"", 46) { $0.isEmpty } }

    private static func declared(
        _ expectation: String, _ separator: UInt8, accepts: @escaping @Sendable ([String]) -> Bool
    ) -> ValueType {
        ValueType(expectation, absent: []) { text in
            guard let list = Declared.list(text, separator: separator) else { return nil }
            for entry in list where !accepts(entry.attributes) { return nil }
            return list
        }
    }
}

/// The roles, databases and extensions that are there after every start. Nothing is ever dropped.
struct DeclaredState {
    private let roles: [Declared]
    private let databases: [Declared]
    private let extensions: [Declared]

    static func of(_ context: Context) throws(RunError) -> DeclaredState {
        DeclaredState(
            roles: context[Postgres.roles], databases: context[Postgres.databases],
            extensions: context[Postgres.extensions])
    }

    var isEmpty: Bool { names.isEmpty }

    /// The variables that declare something.
    var names: [String] {
        (roles.isEmpty ? [] : ["ROLES"]) + (databases.isEmpty ? [] : ["DATABASES"])
            + (extensions.isEmpty ? [] : ["EXTENSIONS"])
    }

    /// Makes it so: roles first, since they own databases.
    func makeTrue(_ session: Session) throws(RunError) {
        if isEmpty { return }
        let context = session.context
        var sql = ""
        for role in roles {
            var words = role.attributes
            if !words.contains("nologin") { words.append("login") }
            sql += SQL.ensureRole(role.name, words)
            if let file = role.other {
                let password = try DeclaredState.password(FilePath(file), of: role.name, context)
                sql += try Passwords.statement(role.name, password, context).sql
            }
        }
        for database in databases { sql += SQL.ensureDatabase(database.name, owner: database.other) }
        if !sql.isEmpty { try session.run(sql, "Making the declared roles and databases") }
        let standard = Postgres.standardDatabase(context)
        for entry in extensions {
            let (database, name) = entry.other.map { (entry.name, $0) } ?? (standard, entry.name)
            try session.run(
                SQL.ensureExtension(name), database: database, schema: "public",
                "Making the extension \"\(name)\" in " + quoted(database)
            )
        }
    }

    private static func password(_ file: FilePath, of role: String, _ context: Context) throws(RunError) -> String {
        let password: String?
        do throws(RunError) { password = Text.lines(try context.files.read(file)).first } catch {
            throw RunError(.configuration, "ROLES: the password of \"\(role)\": \(error.message)", hint: error.hint)
        }
        // A file with Windows' line ends.
        if let password { return Text.start(of: password, before: "\r") ?? password }
        throw RunError(.configuration, "ROLES: the password of \"\(role)\": \"\(file)\" is empty")
    }
}
