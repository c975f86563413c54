import RunUtils

/// Two names for one password, of which a file that several containers share may set both.
enum PasswordSpelling {
    /// Lets `Postgres.password` be the one that counts: that of docker-library/postgres where it is set.
    static func settle(_ context: Context) throws(RunError) {
        guard let other = context[Postgres.otherPassword] else { return }
        if let password = context[Postgres.password] {
            if password.hasSameBytes(as: other) { return }
            return context.warn("DB_PASSWORD is not used: POSTGRES_PASSWORD, which is set as well, counts")
        }
        try context.export("POSTGRES_PASSWORD", other)
    }
}
