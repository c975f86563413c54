import Testing

@testable import RunUtils

/// Renderings that are no templates of ours, values of the author's own, and the service's own checker.
@Suite struct OwnSyntaxTests {
    private let root: TemporaryDirectory

    init() throws {
        root = try TemporaryDirectory()
        try root.write("opt/config/app.conf", "{{#if COUNT}}\nworkers {{COUNT}}\n{{/if}}\n{{NAME}} {{UNSET:-none}}\n")
        try root.write("opt/config/plain", "{{COUNT}}")
        try root.write("opt/config/other", "<COUNT>")
    }

    private static let name = Variable("NAME", .text, default: "n", "A name.")
    private static let templates = TemplateSet(
        values: { (_) throws(RunError) in [TemplateValue("COUNT", "3"), TemplateValue("UNSET", nil)] },
        validate: { (context, staged) throws(RunError) in
            guard let staged else { return context.note("nothing is staged") }
            context.note("checking \(try context.files.read(staged.path(of: "/run/own/other")))")
            guard let origin = try context.templates.origin(of: "/run/own/app.conf", line: 2) else { return }
            context.note("line 2 is \(origin.template):\(origin.line)")
        },
        renderings: { (_) throws(RunError) in
            [
                Rendering("/opt/config/app.conf", to: "/run/own/app.conf"),
                Rendering("/opt/config/plain", to: "/run/own/plain", mode: 0o400, content: .none),
                Rendering(
                    "/opt/config/other", to: "/run/own/other",
                    content: .function { (content) throws(RunError) in
                        if content == Bytes("bad") { throw RunError(.configuration, "bad text") }
                        return Bytes("filled ") + content
                    }),
            ]
        })
    private static let image = Entrypoint("own", "Tests.", templates: templates) {
        name
    } commands: {
        Command("start", "Render.") { context throws(RunError) in
            try context.templates.render()
            return .success
        }
    }

    private func run(_ words: [String]) -> DryRun {
        OwnSyntaxTests.image.dryRun(words, root: root.path.description)
    }

    @Test func eachInItsWay() {
        let run = run(["start"])
        #expect(run.status == .success, "\(run.messages)")
        #expect(root.read("run/own/app.conf") == "workers 3\nn none\n")
        #expect(root.read("run/own/plain") == "{{COUNT}}")
        #expect(root.status("run/own/plain")?.mode == 0o400)
        #expect(root.read("run/own/other") == "filled <COUNT>")
    }

    @Test func aFunctionThatRefuses() throws {
        try root.write("opt/config/other", "bad")
        let run = run(["start"])
        #expect(run.status == .configuration)
        #expect(run.messages == ["own: bad text"])
        #expect(root.status("run/own/app.conf") == nil)
    }

    @Test func theCheckerLooksBeforeAnythingIsInPlace() {
        let checked = run(["check"])
        #expect(checked.status == .success, "\(checked.messages)")
        #expect(checked.messages.contains("own: checking filled <COUNT>"))
        #expect(checked.messages.contains("own: line 2 is /opt/config/app.conf:4"))
        #expect(root.status("run/own/app.conf") == nil)
        #expect(run(["start"]).status == .success)
        #expect(run(["check"]).messages.contains("own: nothing is staged"))
    }
}
