import RunUtils

@main enum Entry {
    static let entrypoint = Entrypoint(
        "postgres", "PostgreSQL 17 that is never half made, with declared databases and roles, backup and restore.",
        account: Postgres.account, documentation: Documentation.text,
        templates: TemplateSet(belongToEntrypoint: true, renderings: Configuration.renderings),
        defaultCommand: Commands.postgres
    ) {
        Postgres.variables
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
