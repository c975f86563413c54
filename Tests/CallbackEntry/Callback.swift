import RunUtils

/// What a callback does: nothing, a one-off command, a wait, a failure, or a computation that never looks at the stop.
enum Behaviour {

    static func act(_ name: String, _ callback: String, _ context: Context) throws(RunError) {
        context.note("\(callback): \(name)")
        switch name {
        case "command": try context.run(["sleep", "1000"], "Running a command")
        case "stubborn":
            try context.run(["sh", "-c", "trap '' TERM INT QUIT; echo deaf >&2; sleep 1000"], "Running a deaf command")
        case "endless": _ = try context.run(["yes"], output: .captured, mayFail: true)
        case "limited":
            _ = try context.run(
                ["sh", "-c", "trap '' TERM; sleep 1000"], output: .captured, within: .milliseconds(200), mayFail: true)
        case "broken":
            let script = "printf 'say \"no\"\\n\\377 \\033[31m\\n'; exit 3"
            try context.run(["sh", "-c", script], "Running a broken command")
        case "hooks": try context.runHooks(in: "/run/hooks")
        case "status": context.note(try context.run(["cat", "/proc/self/status"], output: .captured).output)
        case "rights":
            let program: Program = ["grep", "-E", "^(Cap|NoNew|Uid|Groups)", "/proc/self/status"]
            try context.print(context.run(program, as: context.accounts.identity("4000"), output: .captured).output)
        case "passed":
            try context.run(
                ["sh", "-c", "cat >&2; grep CapEff /proc/self/status >&2"], as: context.accounts.identity("4000"),
                capabilities: [.netBindService], input: "given\n", output: .passedThrough)
        case "wait": try context.wait(for: .file("/nonexistent/file"))
        case "fail": throw RunError(.system, "\(callback) failed as it was asked to")
        case "fault": _ = context[Variable("UNDECLARED", .text, "The image does not know it.")]
        case "ignore": while true {}
        case "memory":
            var blocks: [[UInt8]] = []
            while true { blocks.append([UInt8](repeating: 1, count: 1 << 20)) }
        case "look": while context.stop == nil {}
        default: break
        }
        context.note("\(callback): done")
    }
}

@main enum Callback {
    static let waitBehaviour = Variable("WAITFUNC", .text, default: "nothing", "What waitfunc does.")
    static let initBehaviour = Variable("INITFUNC", .text, default: "nothing", "What initfunc does.")
    static let hangupBehaviour = Variable("HANGUP", .text, default: "nothing", "What the function for SIGHUP does.")
    static let settledReadiness = Variable(
        "READY", .optional(.readiness), "What initfunc finds out: when the service is ready.")
    static let watched = Variable(
        "WATCHED", .optional(.path), "A file or directory whose changes are as good as SIGHUP.")
    static let semaphore = Variable("SEMAPHORE", .optional(.path), "File that exists while the service is ready.")
    static let stopSignal = Variable("STOP_SIGNAL", .signal, default: .terminate, "Signal that stops the service.")
    static let secret = Variable(
        "SECRET", .text, default: "none", isSecret: true, "Kept out of the service's environment.")
    static let program = Parameter.optionalProgram("The service.")
    static let tree = Parameter.argument("path", .path, "A tree.")
    static let treeOwner = Parameter.argument("owner", .text, "\"user:group\".")
    static let prefix = Parameter.argument("prefix", .text, "How the names of accounts begin.")
    static let firstID = Parameter.argument("first", .integer, "The id of the first; the others follow.")
    static let accountCount = Parameter.argument("count", .integer, "How many.")
    static let nameCount = Parameter.argument(
        "names", .optional(.integer), "How many names; after the last the first comes again.")

    static let entrypoint = Entrypoint("callback", "An image for tests.", templates: PrintedValues.templates) {
        waitBehaviour
        initBehaviour
        hangupBehaviour
        settledReadiness
        watched
        semaphore
        stopSignal
        secret
    } commands: {
        Command("start", "Run a program with the callbacks.", parameters: { program }, run: start)
        Command(
            "accounts", "Make or change accounts, one after the other.",
            parameters: {
                prefix
                firstID
                accountCount
                nameCount
            }, run: makeAccounts)
        Command(
            "own", "Give a tree to a user.",
            parameters: {
                tree
                treeOwner
            }, run: own)
        Command(
            "directory", "Give a directory to a user.",
            parameters: {
                tree
                treeOwner
            }, run: makeDirectory)
        Command.shell()
        TableCommands.all
        PrintedValues.all
    }

    static func main() { entrypoint.main() }

    private static func start(_ context: Context) throws(RunError) -> ExitStatus {
        var service = Service(context[program] ?? ["sleep", "1000"])
        service.stop = .signal(context[stopSignal])
        service.signals = [
            .handle(.hangup) { (context, service) throws(RunError) in
                try Behaviour.act(context[hangupBehaviour], "hangup", context)
                service.ready = context[settledReadiness]
                return .user1
            }
        ]
        service.reloadsOnChange = context[watched].map { [$0] } ?? []
        return try context.runDaemon(
            service,
            waitfunc: { context throws(RunError) in try Behaviour.act(context[waitBehaviour], "waitfunc", context) },
            initfunc: { (context, service) throws(RunError) in
                try Behaviour.act(context[initBehaviour], "initfunc", context)
                service.ready = context[settledReadiness]
            }, semaphore: context[semaphore])
    }

    private static func makeAccounts(_ context: Context) throws(RunError) {
        let names = context[nameCount] ?? context[accountCount]
        for number in 0..<context[accountCount] {
            let id = UInt32(context[firstID] + number)
            _ = try context.accounts.ensure("\(context[prefix])\(number % names)", uid: id, gid: id)
        }
    }

    private static func own(_ context: Context) throws(RunError) {
        try context.files.ensureOwner(of: context[tree], owner: context.accounts.identity(context[treeOwner]))
    }

    private static func makeDirectory(_ context: Context) throws(RunError) {
        let owner = try context.accounts.identity(context[treeOwner])
        try context.files.ensureDirectory(context[tree], owner: owner, mode: 0o750)
    }
}
