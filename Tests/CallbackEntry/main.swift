import RunUtils

/// What a callback does: nothing, a one-off command, a wait, a failure, or a computation that never looks at the stop.
enum Behaviour {

    static func act(_ name: String, _ callback: String, _ context: Context) throws(RunError) {
        context.note("\(callback): \(name)")
        switch name {
        case "command": try context.run(["sleep", "1000"], "Running a command")
        case "stubborn":
            try context.run(["sh", "-c", "trap '' TERM INT QUIT; echo deaf >&2; sleep 1000"], "Running a deaf command")
        case "endless": _ = try context.result(of: ["yes"])
        case "limited":
            _ = try context.result(of: ["sh", "-c", "trap '' TERM; sleep 1000"], within: .milliseconds(200))
        case "broken":
            let script = "printf 'say \"no\"\\n\\377 \\033[31m\\n'; exit 3"
            try context.run(["sh", "-c", script], "Running a broken command")
        case "hooks": try context.runHooks(in: "/run/hooks")
        case "status": context.note(try context.output(of: ["cat", "/proc/self/status"]))
        case "rights":
            let program: Program = ["grep", "-E", "^(Cap|NoNew|Uid|Groups)", "/proc/self/status"]
            try context.print(context.output(of: program, as: context.identity("4000")))
        case "wait": try context.wait(for: [.file("/nonexistent/file")])
        case "fail": throw RunError(.system, "\(callback) failed as it was asked to")
        case "fault": _ = try context[Variable("UNDECLARED", .text, "The image does not know it.")]
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

let waitBehaviour = Variable("WAITFUNC", .text, default: "nothing", "What waitfunc does.")
let initBehaviour = Variable("INITFUNC", .text, default: "nothing", "What initfunc does.")
let hangupBehaviour = Variable("HANGUP", .text, default: "nothing", "What the function for SIGHUP does.")
let settledReadiness = Variable("READY", .optional(.readiness), "What details finds out: when the service is ready.")
let watched = Variable("WATCHED", .optional(.path), "A file or directory whose changes are as good as SIGHUP.")
let semaphore = Variable("SEMAPHORE", .optional(.path), "File that exists while the service is ready.")
let stopSignal = Variable("STOP_SIGNAL", .signal, default: "TERM", "Signal that stops the service.")
let secret = Variable("SECRET", .text, default: "none", isSecret: true, "Kept out of the service's environment.")
let program = Parameter.program("The service.")
let tree = Parameter.argument("path", .path, "A tree.")
let treeOwner = Parameter.argument("owner", .text, "\"user:group\".")
let prefix = Parameter.argument("prefix", .text, "How the names of accounts begin.")
let firstID = Parameter.argument("first", .integer, "The id of the first; the others follow.")
let accountCount = Parameter.argument("count", .integer, "How many.")
let nameCount = Parameter.argument(
    "names", .optional(.integer), "How many names; after the last the first comes again.")

let image = Image(
    name: "callback",
    summary: "An image for tests.",
    variables: {
        waitBehaviour
        initBehaviour
        hangupBehaviour
        settledReadiness
        watched
        semaphore
        stopSignal
        secret
    },
    commands: [
        Command("start", "Run a program with the callbacks.", parameters: { program }) { context throws(RunError) in
            try context.runDaemon(
                context[program] ?? ["sleep", "1000"], stopSignal: context[stopSignal],
                waitfunc: { context throws(RunError) in try Behaviour.act(context[waitBehaviour], "waitfunc", context)
                },
                initfunc: { context throws(RunError) in try Behaviour.act(context[initBehaviour], "initfunc", context)
                },
                details: { (context, service) throws(RunError) in
                    service.ready = try context[settledReadiness]
                },
                signals: [
                    .handle(.hangup) { context throws(RunError) in
                        try Behaviour.act(context[hangupBehaviour], "hangup", context)
                        return .user1
                    }
                ], watched: context[watched].map { [$0] } ?? [], semaphore: context[semaphore])
        },
        Command(
            "accounts", "Make or change accounts, one after the other.",
            parameters: {
                prefix
                firstID
                accountCount
                nameCount
            }
        ) { context throws(RunError) in
            let prefix = try context[prefix]
            let first = try context[firstID]
            let count = try context[accountCount]
            let given = try context[nameCount]
            let names = given ?? count
            for number in 0..<count {
                let id = UInt32(first + number)
                _ = try context.ensureAccount("\(prefix)\(number % names)", uid: id, gid: id)
            }
            return .success
        },
        Command(
            "own", "Give a tree to a user.",
            parameters: {
                tree
                treeOwner
            }
        ) { context throws(RunError) in
            let owner = try context.identity(context[treeOwner])
            try context.ensureOwner(of: context[tree], owner: owner)
            return .success
        },
        Command(
            "directory", "Give a directory to a user.",
            parameters: {
                tree
                treeOwner
            }
        ) { context throws(RunError) in
            let owner = try context.identity(context[treeOwner])
            try context.ensureDirectory(context[tree], owner: owner, mode: 0o750)
            return .success
        },
        .shell(),
    ] + TableCommands.all)

image.main()
