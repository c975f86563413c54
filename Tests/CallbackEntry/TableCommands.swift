import RunUtils

/// Commands that show what a declaration in the table does: what is asked for, who runs it, what it needs.
enum TableCommands {
    static let name = Parameter.option("name", .accountName, prompt: "Name", "Who logs in.")
    static let note = Parameter.option("note", .optional(.text), prompt: "Note", "Whatever there is to say.")
    static let password = Parameter.secret("password", .text, prompt: "Password", "The password.")
    static let pin = Parameter.secret("pin", .integer, prompt: "Pin", isConfirmed: false, "A number.")
    static let level = Parameter.option("level", .optional(.oneOf(["low", "high"])), "How much.")
    static let scripts = Parameter.words(
        "script", "The server and the program, as shell scripts; a third word lets the server take its time to stop.")

    static let all = [
        Command(
            "login", "Say what was asked for.", checksVariables: false,
            parameters: {
                name
                note
                level
                password
            }
        ) { context throws(RunError) in
            let note = context[note]
            try context.print(
                "name=\(context[name]) note=\(note ?? "none") password=\(context[password])\n")
            return .success
        },
        Command("unlock", "Say the number.", checksVariables: false, parameters: { pin }) { context throws(RunError) in
            try context.print("pin=\(context[pin])\n")
            // Signals act by default again, so this can be ended.
            while true {}
        },
        Command("destroy", "Ask first.", checksVariables: false, parameters: { .yes }) { context throws(RunError) in
            try context.confirm("This deletes \"db\".", typed: "db")
            try context.print("deleted\n")
            return .success
        },
        Command("beside", "Run a server beside a program.", parameters: { scripts }) { context throws(RunError) in
            let scripts = context[scripts]
            try context.withServer(
                Program(["sh", "-c", scripts[0]]), ready: .file("/run/up"),
                stop: scripts.count > 2 ? .signal(.interrupt) : [.signal(.interrupt, grace: .seconds(2)), .kill]
            ) { () throws(RunError) in
                try context.run(Program(["sh", "-c", scripts[1]]), "Working", output: .passedThrough)
            }
            return .success
        },
        Command("backup", "Needs the service.", user: .service, needs: .serviceRunning, run: report),
        Command("restore", "Needs no service.", needs: .serviceStopped, run: report),
        Command("as-service", "Runs as the service's user.", user: .service, run: report),
        Command("as-root", "Runs as root.", user: .root, run: report),
        Command("as-1234", "Runs as a user by number.", user: .named("1234:4321"), run: report),
    ]

    /// Prints who runs, and with which privileges, as this process itself and its children see it.
    static func report(_ context: Context) throws(RunError) -> ExitStatus {
        let script =
            "echo $(id -u):$(id -g):$(id -G) $HOME $USER; grep -E 'NoNewPrivs|CapEff|CapBnd' /proc/$PPID/status /proc/self/status"
        try context.print(context.run(["sh", "-c", script], output: .captured).output)
        return .success
    }
}
