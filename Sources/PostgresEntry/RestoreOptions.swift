import RunUtils

/// How a database is restored.
struct RestoreOptions {
    let jobs: Int
    let dropsOld: Bool
    let leavesOwners: Bool
    let leavesPrivileges: Bool

    /// As pg_restore takes them.
    var words: [String] { (leavesOwners ? ["--no-owner"] : []) + (leavesPrivileges ? ["--no-privileges"] : []) }

    /// The statements about a database that are wanted.
    func wanted(_ statements: [String]) -> [String] {
        statements.filter { statement in
            let words = Text.words(statement)
            let first = words.first ?? ""
            // Whose it is, and what a role has set for it, as pg_dump and `DatabaseMaking` write it.
            if Array(words.dropFirst(3).prefix(2)) == ["OWNER", "TO"] || words.starts(with: ["ALTER", "ROLE"])
                || first == "INSERT" && !words.contains("0,")
            {
                return !leavesOwners
            }
            return !leavesPrivileges || first != "GRANT" && first != "REVOKE"
        }
    }
}
