import RunUtils

/// Passwords of roles. What goes to the server is a verifier, never the password.
enum Passwords {
    /// What psql takes to set a password, and the verifier where it was made here. One with characters beyond ASCII is to be prepared with
    /// tables of Unicode (RFC 4013), which libpq has: psql's \password makes its verifier. It reads the password twice
    /// from its standard input, where it has no terminal.
    static func statement(
        _ role: String, _ password: String, _ context: Context
    ) throws(RunError) -> (sql: String, verifier: String?) {
        if let verifier = SCRAM.verifier(of: password, salt: try context.randomBytes(16)) {
            return (SQL.setPassword(role, verifier: verifier), verifier)
        }
        if Text.oneLine(password) != password {
            throw RunError(
                .configuration,
                "the password of " + quoted(role) + " has a line end beside characters beyond ASCII; expected one line")
        }
        return ("\\password \(SQL.identifier(role))\n\(password)\n\(password)\n", nil)
    }

    /// Sets a role's password.
    ///
    /// - Returns: The verifier, where it was made here.
    @discardableResult
    static func set(_ password: String, of role: String, _ session: Session) throws(RunError) -> String? {
        let (sql, verifier) = try statement(role, password, session.context)
        try session.run(sql, "Setting the password of " + quoted(role))
        return verifier
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
