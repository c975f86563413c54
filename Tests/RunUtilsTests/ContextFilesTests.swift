import Testing

@testable import RunUtils

/// The files of an author, below the root of a dry run.
@Suite struct ContextFilesTests {
    private let root: TemporaryDirectory

    init() throws { root = try TemporaryDirectory() }

    /// Runs `body` as a command.
    private func run(_ body: @escaping @Sendable (Context) throws(RunError) -> Void) -> DryRun {
        let command = Command("do", "It.") { context throws(RunError) in
            try body(context)
            return .success
        }
        return Entrypoint("web", "A web server.", commands: { command }).dryRun(
            ["do"], root: root.path.description)
    }

    @Test func filesComeAndGo() throws {
        let result = run { context throws(RunError) in
            try context.files.write("first\n", to: "/data/new/file", mode: 0o640, isDurable: true)
            try context.files.write("second\n", to: "/data/new/file", mode: 0o600)
            try context.files.write("", to: "/data/b")
            try context.files.ensureDirectory("/data/tree/below")
            try context.files.write("x", to: "/data/tree/below/x")
            try context.print("\(context.files.names(in: "/data")) \(context.files.read("/data/new/file"))")
            try context.files.rename("/data/b", to: "/data/a")
            try context.files.synchronize("/data/a")
            try context.files.synchronize("/data")
            try context.files.remove("/data/tree")
            try context.files.remove("/data/tree")
            try context.print("\(context.files.names(in: "/data"))\n")
        }
        #expect(result.status == .success, "\(result.messages)")
        #expect(result.output == "[b, new, tree] second\n[a, new]\n")
        #expect(root.status("data/new/file")?.mode == 0o600)
        #expect(root.read("data/new/file") == "second\n")
    }

    @Test func whatIsThere() throws {
        try root.write("file", "")
        try root.write("directory/x", "", mode: 0o755)
        try root.link("link", to: "nowhere")
        let result = run { context throws(RunError) in
            for path in ["/file", "/directory", "/link", "/none", "/file/below"] as [FilePath] {
                let kind = try context.files.kind(of: path)
                try context.print("\(kind.map { "\($0)" } ?? "nothing") ")
            }
            try context.print("\(context.files.isExecutable("/directory/x")) \(context.files.isExecutable("/file"))")
        }
        #expect(result.output == "file directory link nothing nothing true false")
    }

    @Test func whatCannotBe() throws {
        try root.write("file", "")
        func expect(_ message: String, _ body: @escaping @Sendable (Context) throws(RunError) -> Void) {
            let messages = run(body).messages
            #expect(messages.contains("web: \(message)"), "\(messages)")
        }
        expect("cannot read \"/none\": No such file or directory") { (c) throws(RunError) in
            _ = try c.files.read("/none")
        }
        expect("cannot read the directory \"/file\": Not a directory") { (c) throws(RunError) in
            _ = try c.files.names(in: "/file")
        }
        expect("cannot move \"/none\" to \"/x\": No such file or directory") { (c) throws(RunError) in
            try c.files.rename("/none", to: "/x")
        }
        expect("cannot write to the disk \"/none\": No such file or directory") { (c) throws(RunError) in
            try c.files.synchronize("/none")
        }
        expect("cannot lock \"/none/x\": No such file or directory") { (c) throws(RunError) in
            _ = try c.files.lock("/none/x")
        }
    }

    @Test func randomBytesDiffer() throws {
        let result = run { context throws(RunError) in
            let (first, second) = (try Host.randomBytes(16), try Host.randomBytes(16))
            try context.print("\(first.count) \(try Host.randomBytes(5).count) \(first == second)")
        }
        #expect(result.output == "16 5 false")
    }
}
