import RunUtils

/// What a callback does: nothing, a one-off command, a wait, a failure, or a computation that never looks at the stop.
enum Behaviour {

    static func act(_ name: String, _ callback: String, _ context: Context) throws(RunError) {
        context.note("\(callback): \(name)")
        switch name {
        case "command": try context.run(["sleep", "1000"], "Running a command")
        case "stubborn":
            try context.run(["sh", "-c", "trap '' TERM INT QUIT; echo deaf >&2; sleep 1000"], "Running a deaf command")
        case "broken":
            let script = "printf 'say \"no\"\\n\\377 \\033[31m\\n'; exit 3"
            try context.run(["sh", "-c", script], "Running a broken command")
        case "hooks": try context.runHooks(in: "/run/hooks")
        case "status": context.note(try context.output(of: ["cat", "/proc/self/status"]))
        case "wait": try context.wait(for: [.file("/nonexistent/file")])
        case "fail": throw RunError(.system, "\(callback) failed as it was asked to")
        case "ignore": while true {}
        case "look": while context.stop == nil {}
        default: break
        }
        context.note("\(callback): done")
    }
}

let waitBehaviour = Variable("WAITFUNC", .text, default: "nothing", "What waitfunc does.")
let initBehaviour = Variable("INITFUNC", .text, default: "nothing", "What initfunc does.")
let hangupBehaviour = Variable("HANGUP", .text, default: "nothing", "What the function for SIGHUP does.")
let semaphore = Variable("SEMAPHORE", .optional(.path), "File that exists while the service is ready.")
let secret = Variable("SECRET", .text, default: "none", isSecret: true, "Kept out of the service's environment.")
let program = Parameter.program("The service.")

let image = Image(
    name: "callback",
    summary: "An image for tests.",
    variables: {
        waitBehaviour
        initBehaviour
        hangupBehaviour
        semaphore
        secret
    },
    commands: [
        Command("start", "Run a program with the callbacks.", parameters: { program }) { context throws(RunError) in
            try context.runDaemon(
                context[program] ?? ["sleep", "1000"],
                waitfunc: { context throws(RunError) in try Behaviour.act(context[waitBehaviour], "waitfunc", context)
                },
                initfunc: { context throws(RunError) in try Behaviour.act(context[initBehaviour], "initfunc", context)
                },
                signals: [
                    .handle(.hangup) { context throws(RunError) in
                        try Behaviour.act(context[hangupBehaviour], "hangup", context)
                        return .user1
                    }
                ], semaphore: context[semaphore])
        },
        .shell(),
    ])

image.main()
