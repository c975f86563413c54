import RunUtils

/// The commands for roles and databases. They work on the running server or, where none runs, on a private one.
enum RoleCommands {
    private static let user = Parameter.argument("username", .text, prompt: "Name of the user", "The role's name.")
    private static let password = Parameter.secret(
        "password", .text, prompt: "Password", "The role's password.")
    private static let attributes = Parameter.repeatedOption(
        "attribute", .roleAttribute, placeholder: "NAME", "Such as createdb, createrole or superuser.")

    static let createUser = Command(
        "createuser", "Make a role that may log in.", example: "createuser app --password-file /run/secrets/app",
        parameters: {
            user
            password
            attributes
        }
    ) { context throws(RunError) in
        let (name, password, attributes) = (context[user], context[password], context[attributes])
        try Server.withSession(context) { session throws(RunError) in
            try Passwords.createRole(name, attributes, password: password, session)
        }
        return .success
    }

    static let setPassword = Command(
        "setpwd", "Set the password of a role.", example: "setpwd app --password -",
        parameters: {
            user
            password
        }
    ) { context throws(RunError) in
        let (name, password) = (context[user], context[password])
        try Server.withSession(context) { session throws(RunError) in
            _ = try Passwords.set(password, of: name, session)
        }
        return .success
    }

    private static let database = Parameter.argument("name", .text, prompt: "Name of the database", "The database.")
    private static let owner = Parameter.option(
        "owner", .optional(.text), placeholder: "ROLE", "Its owner; the superuser by default.")

    static let createDatabase = Command(
        "createdb", "Make a database.", example: "createdb app --owner app",
        parameters: {
            database
            owner
        }
    ) { context throws(RunError) in
        let (name, owner) = (context[database], context[owner])
        try Server.withSession(context) { session throws(RunError) in
            try session.run(
                SQL.createDatabase(name, owner: owner ?? session.superuser), "Creating the database " + quoted(name))
        }
        return .success
    }

    private static let schema = Parameter.argument("name", .text, prompt: "Name of the schema", "The schema.")
    private static let inDatabase = Parameter.option(
        "database", .optional(.text), placeholder: "NAME", "The database it is in; POSTGRES_DB by default.")

    static let createSchema = Command(
        "createschema", "Make a schema in a database.", example: "createschema sales --database app --owner app",
        parameters: {
            schema
            inDatabase
            owner
        }
    ) { context throws(RunError) in
        let (name, database, owner) = (context[schema], context[inDatabase], context[owner])
        let standard = Postgres.standardDatabase(context)
        try Server.withSession(context) { session throws(RunError) in
            try session.run(
                SQL.createSchema(name, owner: owner ?? session.superuser),
                database: database ?? standard, "Creating the schema " + quoted(name))
        }
        return .success
    }
}
