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

    /// The method where the variable is not set and passwords are kept as MD5: nobody could log in by another one. nil for the usual
    /// one. As in docker-library's image it is password_encryption that decides.
    ///
    /// - Parameters:
    ///   - arguments: Those of initdb.
    ///   - words: The server's command line.
    static func methodOfPasswords(_ arguments: [String], _ words: [String]) -> String? {
        let isMD5 =
            InitdbArguments(arguments).meansMD5 || SettingName.isMD5(ServerWords(words)[SettingName.encryption] ?? "")
        return isMD5 ? "md5" : nil
    }

    /// Lets that method be the variable's value, before a template takes it.
    static func settle(_ context: Context, _ words: [String] = []) throws(RunError) {
        if context.isSet(Postgres.hostAuthenticationMethod) { return }
        guard let method = methodOfPasswords(context[Postgres.initdbArguments], words) else { return }
        try context.export("POSTGRES_HOST_AUTH_METHOD", method)
    }
}
