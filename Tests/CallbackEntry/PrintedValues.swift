import RunUtils

/// Commands that write values into texts, as an author does: what comes of it must not depend on the build.
enum PrintedValues {
    static let limit = Variable("LIMIT", .optional(.duration), "A time.")
    static let count = Parameter.option("count", .integer(in: 1...9), default: 3, "A number.")
    static let place = Parameter.argument(
        "place", .oneOf(["argument", "environment", "input", "output", "file", "export", "template"]),
        "Where the value goes.")

    static let all = [
        Command(
            "print-values", "Write a value of each type.", checksVariables: false, parameters: { count }, run: printAll),
        Command(
            "print-opaque", "Write a value of a type that nothing describes.", checksVariables: false,
            parameters: { place }, run: printOpaque),
    ]

    private static func printAll(_ context: Context) throws(RunError) {
        try context.print(
            (standardTypes + values(context) + programs(context) + declarations(context))
                .reduce("") { "\($0)\($1)\n" })
    }

    /// Those of the standard library that authors meet.
    private static var standardTypes: [String] {
        let (some, none): (Duration?, String?) = (.seconds(60), nil)
        let times: [Duration] = [.seconds(90), .milliseconds(500)]
        let flags: (Bool, Bool?) = (true, false)
        let names = ["b": 2, "a": 1, "c": 3]
        return [
            "\(Duration.seconds(90))", "\(some)", "\(none)", "\(times)", "\([some, nil])", "\(Optional(times))",
            "\(flags.0) \(flags.1) \([true, false])", "\(5) \(UInt32(7)) \(Optional(5)) \(Optional(Optional(6)))",
            "\(["a b", "c"]) \([[1, 2], [3]]) \([] as [Int])", "\(names) \(["k": times]) \([:] as [String: Int])",
        ]
    }

    private static func values(_ context: Context) throws(RunError) -> [String] {
        let plan: StopPlan = [.signal(.interrupt, grace: .seconds(60)), .signal(.quit), .kill]
        let user = try context.accounts.identity("12:34")
        let kinds = [try context.files.kind(of: "/"), try context.files.kind(of: "/nowhere")]
        return [
            "\(ExitStatus.configuration) \(ExitStatus.signalled(.terminate))", "\(Errno(rawValue: 2))",
            "\(Signal.terminate) \([Signal.hangup]) \(Signal("RTMIN+3"))",
            "\(Capability.netBindService) \([Capability.kill])", "\(FilePath("/a b")) \([FilePath("/a")])",
            "\(HostPort("[::1]:80")) \(HostPort(host: "db", port: 5432))",
            "\(user) \(try context.accounts.identity("root"))",
            "\(kinds)", "\(RunError(.usage, "it failed", details: ["a"], hint: "b"))", "\(plan)", "\(plan.steps)",
            "\(WaitCondition.tcp(port: 80)) \([WaitCondition.any([.file("/a"), .not(.dns("db"))])])",
            "\(Readiness.notifySocket) \(Readiness.notifyDescriptor(3)) \(Readiness.tcp(port: 80))",
            "\([CommandUser.asStarted, .service, .root, .named("app:web")])",
            "\([ServiceNeed.nothing, .serviceRunning, .serviceStopped])",
            "\([ProgramOutput.shownOnFailure, .passedThrough, .captured])", "\(Rendering("/a", to: "/b"))",
            "\([Rendering.Content.template, .none, .function { (bytes) throws(RunError) in bytes }])",
            "\(TemplateValue("TOKEN", "secret"))",
        ]
    }

    private static func programs(_ context: Context) throws(RunError) -> [String] {
        let program: Program = ["sh", "-c", "exit 3"]
        let result = try context.run(program, output: .captured, mayFail: true)
        let locks = [try context.files.lock("/run/print-values.lock"), try context.files.lock(directory: "/run")]
        try context.files.write("A template.", to: "/run/source")
        var isRoot = false
        try context.templates.render([Rendering("/run/source", to: "/run/target")]) { (staged) throws(RunError) in
            isRoot = "\(staged)" == "\(staged.root)"
        }
        return ["\(program)", "\(result)", "\(result.status)", "\(locks)", "\(isRoot)"]
    }

    private static func declarations(_ context: Context) -> [String] {
        let rules: [SignalRule] = [
            .map(.hangup, to: .user1), .drop(.user2), .handle(.quit) { (_) throws(RunError) in nil },
        ]
        return [
            "\(limit) \(VariableListBuilder.buildExpression(limit))",
            "\(count) \(ParameterListBuilder.buildExpression(count)) \(place)", "\(ValueType<Int>.port)",
            "\(all[0]) \(Callback.entrypoint)", "\(context)", "\(Service("nginx", "-g", "daemon off;"))", "\(rules)",
            "\(AccountVariables())", "\(TemplateSet())",
            "\(context.templates), \(context.files), \(context.accounts)", "\(context.daemon)",
        ]
    }

    /// A type of an author's own without a description.
    private struct Opaque {
        let number = 1
    }

    private static func printOpaque(_ context: Context) throws(RunError) {
        let text = "value: \(Opaque())"
        switch context[place] {
        case "argument": try context.run(["true", text])
        case "environment":
            var program: Program = ["true"]
            program.set("NAME", to: text)
            try context.run(program)
        case "input": try context.run(["true"], input: text)
        case "output": try context.print(text)
        case "file": try context.files.write(text, to: "/run/file")
        case "export": try context.export("NAME", text)
        default: try context.templates.render([])
        }
    }

    /// Templates that know such a value, where OPAQUE is set.
    static let templates = TemplateSet(
        values: { context throws(RunError) in
            let isSet = context.templates.environmentVariables.contains { $0.name == "OPAQUE" }
            return isSet ? [TemplateValue("OPAQUE", "value: \(Opaque())")] : []
        }, renderings: { (_) throws(RunError) in [] })
}
