import RunUtils

/// POSTGRES_HOST_AUTH_METHOD: the end of a line of pg_hba.conf, and perhaps lines behind it.
enum HostAuthentication {
    private static let methods = Text.words("scram-sha-256 md5 password trust reject ldap radius pam gss ident")
    private static let kinds = Text.words("local host hostssl hostnossl hostgssenc hostnogssenc")

    static func isValid(_ text: String) -> Bool {
        let lines = Text.pieces(text, at: 10, keepsEmpty: true)
        guard let first = lines.first, !text.utf8.contains(13), !first.utf8.contains(35),
            methods.contains(Text.words(first).first ?? "")
        else { return false }
        for line in lines.dropFirst() {
            if let word = Text.words(line).first, word.utf8.first != 35, !kinds.contains(word) { return false }
        }
        return true
    }

    static func isTrust(_ text: String) -> Bool { Text.words(Text.lines(text).first ?? "").first == "trust" }
}
