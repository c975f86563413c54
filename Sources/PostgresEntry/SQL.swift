import RunUtils

/// Statements, with every name and text quoted.
enum SQL {
    /// A name, as it is.
    static func identifier(_ name: String) -> String { quoted(name, .quote) }

    /// A text, with standard_conforming_strings on: a backslash is one.
    static func literal(_ text: String) -> String { quoted(text, .apostrophe) }

    private static func quoted(_ text: String, _ mark: UInt8) -> String {
        String(decoding: Array(text.utf8).doubling(mark), as: UTF8.self)
    }

    static func createDatabase(_ name: String, owner: String) -> String {
        "CREATE DATABASE \(identifier(name)) OWNER \(identifier(owner));\n"
    }

    static func createSchema(_ name: String, owner: String) -> String {
        "CREATE SCHEMA \(identifier(name)) AUTHORIZATION \(identifier(owner));\n"
    }

    /// Carries a statement out where a query has no row. psql's \gexec does that for statements that no transaction takes.
    static func unless(_ query: String, _ statement: String) -> String {
        "SELECT \(literal(statement)) WHERE NOT EXISTS (\(query)) \\gexec\n"
    }

    static func ensureDatabase(_ name: String, owner: String?) -> String {
        let owned = owner.map { " OWNER \(identifier($0))" } ?? ""
        let create = unless(
            "SELECT FROM pg_catalog.pg_database WHERE datname = \(literal(name))",
            "CREATE DATABASE \(identifier(name))\(owned)")
        return create + (owner.map { "ALTER DATABASE \(identifier(name)) OWNER TO \(identifier($0));\n" } ?? "")
    }

    /// - Parameter attributes: Words of CREATE ROLE.
    static func ensureRole(_ name: String, _ attributes: [String]) -> String {
        let options = attributes.joined(separator: " ")
        return unless(
            "SELECT FROM pg_catalog.pg_roles WHERE rolname = \(literal(name))", "CREATE ROLE \(identifier(name))")
            + "ALTER ROLE \(identifier(name)) WITH \(options);\n"
    }

    static func ensureExtension(_ name: String) -> String {
        "CREATE EXTENSION IF NOT EXISTS \(identifier(name));\n"
    }

    /// - Parameter verifier: What the server is to keep, as pg_authid has it: a password would stay in the memory and in the logs of what
    ///   watches statements.
    static func setPassword(_ name: String, verifier: String) -> String {
        "ALTER ROLE \(identifier(name)) PASSWORD \(literal(verifier));\n"
    }
}
