import RunUtils

/// The command `run`: the whole pipeline for any program, without a line of Swift.
enum Run {
    static let templatesVariable = Variable(
        "TEMPLATES", .renderings, "Templates that run renders, as \"source:/target\".")
    static let ownVariable = Variable.list(
        "OWN", "a list of absolute paths", "Volumes and the like that run gives to the program's user.",
        where: isAbsolute)
    static let semaphoreVariable = Variable(
        "SEMAPHORE", .optional(.path), "File that exists while the program of run is ready.")
    static let stopSignalVariable = Variable(
        "STOP_SIGNAL", .signal, default: .terminate, "Signal that stops the program of run.")

    static let wait = Parameter.repeatedOption("wait", .waitCondition, placeholder: "TARGET", "Wait for this first.")
    static let waitTimeout = Parameter.option(
        "wait-timeout", .duration, placeholder: "TIME", variable: StandardVariables.waitTimeout,
        "How long to wait for all of it; 0 waits for ever.")
    static let templates = Parameter.repeatedOption(
        "template", .rendering, placeholder: "SOURCE:TARGET", variable: templatesVariable,
        "Render a template, or a directory of them.")
    static let user = Parameter.option(
        "user", .optional(.text), placeholder: "USER",
        "Run as this user: a name or id, or \"user:group\"; USER_NAME by default.")
    static let own = Parameter.list(
        "own", "PATH", "an absolute path", example: "/path", variable: ownVariable,
        "Give a volume, with all that is in it, to that user first.", where: isAbsolute)
    static let capabilities = Parameter.repeatedOption(
        "capability", .capability, placeholder: "NAME",
        "Let the program keep a capability, such as NET_BIND_SERVICE, though it is not root.")
    static let semaphore = Parameter.option(
        "semaphore", .optional(.path), placeholder: "FILE", variable: semaphoreVariable,
        "File that exists while the program is ready.")
    static let ready = Parameter.option(
        "ready", .optional(.readiness), placeholder: "TARGET",
        "When the program counts as ready: a target, \"notify\" or \"fd:3\"; at once by default.")
    static let signals = Parameter.repeatedOption(
        "signal", .signalRule, placeholder: "SIGNAL=OTHER", "Give the program another signal, or none.")
    static let stopSignal = Parameter.option(
        "stop-signal", .signal, placeholder: "SIGNAL", variable: stopSignalVariable, "Signal that stops the program.")
    static let stopGrace = Parameter.option(
        "stop-grace", .optional(.duration), placeholder: "TIME", variable: StandardVariables.stopGrace,
        "When a stop takes longer, the program is killed; never by default.")
    static let successStatus = Parameter.list(
        "success-status", "STATUS", "an exit status from 0 to 255", example: "143",
        variable: StandardVariables.successStatus, "An exit status of the program that counts as 0.",
        where: ExitStatus.isNumber)
    static let quiet = Parameter.flag("quiet", "Say only what needs attention.")
    static let program = Parameter.program("The program and its arguments.")

    @Sendable private static func isAbsolute(_ path: [UInt8]) -> Bool { path.first == UInt8(ascii: "/") }

    static let command = Command(
        "run", "Wait, render, make the user, start a program and supervise it.",
        example: "run --wait tcp://db:5432 --template /opt/config:/etc/app -- server",
        parameters: {
            wait
            waitTimeout
            templates
            user
            own
            capabilities
            semaphore
            ready
            stopSignal
            stopGrace
            signals
            successStatus
            quiet
            program
        }, run: start)

    static func start(_ context: Context) throws(RunError) -> ExitStatus {
        if context[quiet] { context.isQuiet = true }
        var service = Service(context[program])
        service.user = context[user]
        service.capabilities = context[capabilities]
        service.waitFor = context[wait]
        service.waitTimeout = context[waitTimeout]
        service.ready = context[ready]
        service.stop = .signal(context[stopSignal])
        service.stopGrace = context[stopGrace]
        service.signals = context[signals]
        service.successStatuses = ExitStatus.list(context[successStatus])
        service.mayRunBesideAnother = true
        return try context.runDaemon(
            service,
            initfunc: { context throws(RunError) in
                let owner = try context.accounts.service(context[user])
                try context.files.give(context[own], to: owner)
                try context.templates.render(context[templates], owner: owner)
            }, semaphore: context[semaphore])
    }
}
