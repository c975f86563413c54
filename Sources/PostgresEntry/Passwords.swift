import RunUtils

/// Passwords of roles. What goes to the server is a verifier that is made here, where that is possible.
enum Passwords {
    /// The statement, and the verifier where it has one.
    static func statement(
        _ role: String, _ password: String, _ context: Context
    ) throws(RunError) -> (sql: String, verifier: String?) {
        if let verifier = SCRAM.verifier(of: password, salt: context.randomBytes(16)) {
            return (SQL.setPassword(role, verifier, isVerifier: true), verifier)
        }
        return (SQL.setPassword(role, password, isVerifier: false), nil)
    }

    /// Sets a role's password.
    ///
    /// - Returns: The verifier, where one was made.
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
