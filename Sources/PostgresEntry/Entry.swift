import RunUtils

@main enum Entry {
    static let entrypoint = Entrypoint(
        "postgres", "PostgreSQL 17 that is never half made, with declared databases and roles, backup and restore.",
        version: Version.library, account: Postgres.account, documentation: Documentation.text,
        templates: TemplateSet(belongToEntrypoint: true, renderings: Configuration.renderings),
        defaultCommand: Commands.postgres
    ) {
        Postgres.superuser
        Postgres.password
        Postgres.otherPassword
        Postgres.database
        Postgres.databases
        Postgres.roles
        Postgres.extensions
        Postgres.dataDirectory
        Postgres.configuration
        Postgres.hostBasedAuthentication
        Postgres.identMap
        Postgres.socketDirectory
        Postgres.runDirectory
        Postgres.logDirectory
        Postgres.backupDirectory
        Postgres.port
        Postgres.semaphore
        Postgres.initdbArguments
        Postgres.walDirectory
        Postgres.hostAuthenticationMethod
        Postgres.certificate
        Postgres.key
        Postgres.tuning
    } commands: {
        Commands.start
        Commands.postgres
        Commands.initialize
        Command.shell()
        Commands.psql
        RoleCommands.createUser
        RoleCommands.setPassword
        RoleCommands.createDatabase
        RoleCommands.createSchema
        Backup.command
        Restore.command
        Commands.clear
    }

    static func main() { entrypoint.main() }
}
