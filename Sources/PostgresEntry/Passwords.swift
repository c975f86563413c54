import RunUtils

/// Passwords of roles. What goes to the server is a verifier, never the password.
enum Passwords {
    /// What psql takes to set a password, and the verifier or, where it is not made here, a fingerprint. One with characters beyond ASCII is to be prepared with
    /// tables of Unicode (RFC 4013), which libpq has: psql's \password makes its verifier. It reads the password twice
    /// from its standard input, where it has no terminal.
    static func statement(
        _ role: String, _ password: String, _ context: Context
    ) throws(RunError) -> (sql: String, verifier: String) {
        if let objection = objection(to: password, of: role) { throw RunError(.configuration, objection) }
        let salt = try Host.randomBytes(16)
        if let verifier = SCRAM.verifier(of: password, salt: salt) {
            return (SQL.setPassword(role, verifier: verifier), verifier)
        }
        return (
            "\\password \(SQL.identifier(role))\n\(password)\n\(password)\n",
            SCRAM.fingerprint(of: password, salt: salt)
        )
    }

    /// Why a password cannot be set; nil where it can. What psql reads by lines must be one.
    static func objection(to password: String, of role: String) -> String? {
        func has(_ text: String, _ holds: (UInt8) -> Bool) -> Bool { Array(text.utf8).contains(where: holds) }
        if password.utf8.isEmpty { return "the password of " + quoted(role) + " is empty" }
        if !has(password, { $0 >= 128 }) { return nil }
        // What is no UTF-8 has become this.
        if password.unicodeScalars.contains("\u{fffd}") { return "the password of " + quoted(role) + " is not UTF-8" }
        if has(password, { $0 < 32 || $0 == 127 }) {
            return "the password of " + quoted(role)
                + " has both control characters and characters beyond ASCII; expected one line without control characters"
        }
        if has(role, { $0 < 32 || $0 == 127 }) {
            return "the role " + quoted(role) + " has control characters in its name; its password must be ASCII"
        }
        return nil
    }

    /// Sets a role's password.
    ///
    /// - Returns: What to know it by, see `statement`.
    @discardableResult
    static func set(_ password: String, of role: String, _ session: Session) throws(RunError) -> String {
        let (sql, verifier) = try statement(role, password, session.context)
        try session.run(sql, "Setting the password of " + quoted(role))
        return verifier
    }

    /// Sets one that is kept as MD5: psql makes it. It reads lines.
    ///
    /// - Returns: What to know it by, which the server does not get.
    static func setMD5(_ password: String, of role: String, _ session: Session) throws(RunError) -> String {
        for byte in Array((password + role).utf8) where byte < 32 || byte == 127 {
            throw RunError(
                .configuration,
                "the password of \(quoted(role)) has control characters; none can be in one that is kept as MD5")
        }
        try session.run(
            "SET password_encryption = 'md5';\n\\password \(SQL.identifier(role))\n\(password)\n\(password)\n",
            "Setting the password of " + quoted(role))
        return SCRAM.fingerprint(of: password, salt: try Host.randomBytes(16))
    }

    /// Makes a role that may log in.
    static func createRole(
        _ name: String, _ attributes: [String], password: String, _ session: Session
    ) throws(RunError) {
        let options = (["LOGIN"] + attributes).joined(separator: " ")
        let create = "CREATE ROLE \(SQL.identifier(name)) WITH \(options);\n"
        try session.run(
            "BEGIN;\n\(create)\(statement(name, password, session.context).sql)COMMIT;\n",
            "Creating the role " + quoted(name))
    }
}
