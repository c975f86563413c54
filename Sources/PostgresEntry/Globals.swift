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
        var result: [UInt8] = []
        for line in text.utf8.split(separator: 10, omittingEmptySubsequences: false) {
            if beginnings.contains(where: { line.starts(with: $0.utf8) }) { continue }
            result += Array(line) + [10]
        }
        return String(decoding: result, as: UTF8.self)
    }
}
