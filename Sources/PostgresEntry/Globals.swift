import RunUtils

/// What belongs to no database, as `pg_dumpall --globals-only` writes it.
enum Globals {
    /// How the statements begin that are not carried out: those for roles and tablespaces that are there; and those for the
    /// superuser, whose password is the container's business.
    static let existing = """
        SELECT 'CREATE ROLE ' || quote_ident(rolname) || ';' FROM pg_roles
        UNION ALL SELECT 'CREATE TABLESPACE ' || quote_ident(spcname) || ' OWNER ' FROM pg_tablespace
        UNION ALL SELECT 'ALTER ROLE ' || quote_ident(current_user) || ' WITH '
        """

    /// The text without the lines that begin so.
    static func text(_ text: String, without beginnings: [String]) -> String {
        var result = ""
        for line in Text.pieces(text, at: 10, keepsEmpty: true) {
            if beginnings.contains(where: { Text.rest(of: line, behind: $0) != nil }) { continue }
            result += "\(line)\n"
        }
        return result
    }
}
