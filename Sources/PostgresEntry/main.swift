import RunUtils

let image = Image(
    name: "postgres",
    summary: "PostgreSQL 17 that is never half made, with declared databases and roles, backup and restore.",
    account: Postgres.account,
    documentation: Documentation.text,
    optionsCommand: "postgres",
    keepsRenderings: true,
    renderings: Configuration.renderings,
    variables: { Postgres.variables },
    commands: [
        Commands.start,
        Commands.postgres,
        Commands.initialize,
        .shell(),
        Commands.psql,
        RoleCommands.createUser,
        RoleCommands.setPassword,
        RoleCommands.createDatabase,
        RoleCommands.createSchema,
        Backup.command,
        Restore.command,
        Commands.clear,
    ])

image.main()
