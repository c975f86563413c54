import Foundation
import Glibc
import Testing

/// What is asked for at a terminal, and refused or read elsewhere without one.
@Suite(.limited) struct PromptTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test func everythingThatIsMissingIsAskedForInOrder() async throws {
        try await PromptTerminal.with(["callback-entry", "login"]) { terminal in
            try await terminal.shows("Name: ")
            #expect(terminal.echoes)
            try terminal.type("ada\n")
            try await terminal.shows("Note: ")
            try terminal.type("\n")
            try await terminal.shows("Password: ")
            #expect(!terminal.echoes)
            try terminal.type("s3cret\n")
            try await terminal.shows("Password, once more: ")
            #expect(!terminal.echoes)
            try terminal.type("s3cret\n")
            #expect(try await terminal.exit() == 0)
            #expect(terminal.echoes)
            #expect(
                terminal.screen == """
                    Name: ada
                    Note:\(" ")
                    Password:\(" ")
                    Password, once more:\(" ")
                    name=ada note=none password=s3cret

                    """)
        }
    }

    @Test func whatIsGivenIsNotAskedFor() async throws {
        let file = try scratch.write("pw", "s3cret\n")
        let words = ["callback-entry", "login", "--name", "ada", "--note=hi", "--password-file", file]
        try await PromptTerminal.with(words) { terminal in
            let status = try await terminal.exit()
            #expect(status == 0)
            #expect(terminal.screen == "name=ada note=hi password=s3cret\n")
        }
    }

    @Test func answersThatDifferOrAreWrongAreAskedForAgain() async throws {
        try await PromptTerminal.with(["callback-entry", "login", "--note", "x"]) { terminal in
            try await terminal.shows("Name: ")
            try terminal.type("a b\n")
            try await terminal.shows("Name: ")
            try terminal.type("\nada\n")
            try await terminal.shows("Password: ")
            try terminal.type("one\ntwo\n")
            try await terminal.shows("callback: the two answers differ\nPassword: ")
            try terminal.type("one\none\n")
            #expect(try await terminal.exit() == 0)
            #expect(terminal.screen.contains("callback: an account name (letters"), "\(terminal.screen)")
            #expect(terminal.screen.contains("callback: an answer is expected\n"), "\(terminal.screen)")
            #expect(terminal.screen.hasSuffix("name=ada note=x password=one\n"), "\(terminal.screen)")
        }
    }

    @Test func threeWrongAnswersAreEnough() async throws {
        try await PromptTerminal.with(["callback-entry", "unlock"]) { terminal in
            for _ in 1...3 {
                try await terminal.shows("Pin: ")
                try terminal.type("12x4\n")
            }
            #expect(try await terminal.exit() == 64)
            #expect(
                terminal.screen.hasSuffix(
                    "callback: unlock: --pin: no usable answer\nhint: see \"callback-entry unlock --help\"\n"))
            #expect(!terminal.screen.contains("12x4"))
            #expect(terminal.echoes)
        }
    }

    @Test(arguments: [("\u{3}", SIGINT), ("\u{1c}", SIGQUIT)])
    func keysThatStop(_ key: String, _ signal: CInt) async throws {
        try await PromptTerminal.with(["callback-entry", "unlock"]) { terminal in
            try await terminal.shows("Pin: ")
            #expect(!terminal.echoes)
            try terminal.type("12\(key)")
            #expect(try await terminal.exit() == signal.status)
            #expect(terminal.echoes)
            #expect(terminal.screen.contains(" received: nothing was done\n"), "\(terminal.screen)")
        }
    }

    @Test func aStopFromOutside() async throws {
        try await PromptTerminal.with(["callback-entry", "unlock"]) { terminal in
            try await terminal.shows("Pin: ")
            #expect(!terminal.echoes)
            kill(terminal.pid, SIGTERM)
            #expect(try await terminal.exit() == SIGTERM.status)
            #expect(terminal.echoes)
        }
    }

    @Test func theEndOfTheInput() async throws {
        try await PromptTerminal.with(["callback-entry", "unlock"]) { terminal in
            try await terminal.shows("Pin: ")
            try terminal.type("\u{4}")
            #expect(try await terminal.exit() == 64)
            #expect(terminal.screen.contains("callback: unlock: --pin: the input ended without an answer\n"))
            #expect(terminal.echoes)
        }
    }

    @Test func afterwardsSignalsActAgain() async throws {
        try await PromptTerminal.with(["callback-entry", "unlock"]) { terminal in
            try await terminal.shows("Pin: ")
            try terminal.type("5\n")
            try await terminal.shows("pin=5\n")
            try terminal.type("\u{3}")
            #expect(try await terminal.exit() == -Int(SIGINT))
            #expect(terminal.echoes)
        }
    }

    // MARK: Without a terminal

    @Test(arguments: [
        (
            ["login"], "login: --name is missing; expected an account name",
            "hint: give --name, or run it on a terminal (-it)"
        ),
        (
            ["login", "--name", "ada"], "login: --password is missing; expected a text\n",
            "hint: give --password-file FILE, or run it on a terminal (-it) to be asked\n"
        ),
        (
            ["destroy"], "not confirmed: This deletes \"db\".\n",
            "hint: give --yes to go ahead unasked, or run it on a terminal (-it)\n"
        ),
        (
            ["unlock", "--pin-file", "/no/such"],
            "unlock: --pin-file: cannot read \"/no/such\": No such file or directory\n", ""
        ),
        (
            ["unlock", "--pin-file", "/etc/hostname"],
            "unlock: --pin-file: the content (not shown) is not a whole number\n", ""
        ),
        (["unlock", "--pin", "-"], "unlock: --pin: nothing is not a whole number\n", ""),
        (["unlock", "--pin", "12x4"], "unlock: --pin: its value (not shown) is not a whole number\n", ""),
    ])
    func refusals(_ words: [String], _ message: String, _ hint: String) async throws {
        let result = try await Entry.run(["callback-entry"] + words)
        #expect(result.status == 64)
        #expect(result.errors.hasPrefix("callback: \(message)"), "\(result.errors)")
        #expect(hint.isEmpty || result.errors.contains(hint), "\(result.errors)")
        #expect(result.output == "")
    }

    @Test(arguments: ["--password=-", "--password-file=-"])
    func standardInput(_ option: String) async throws {
        let result = try await Entry.run(
            ["callback-entry", "login", "--name=ada", option],
            wrapper: Helper.shell("printf 's3c ret\\n' | \"$@\"") + ["sh"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "name=ada note=none password=s3c ret\n")
    }

    // MARK: Confirmations

    @Test func confirmed() async throws {
        try await PromptTerminal.with(["callback-entry", "destroy"]) { terminal in
            try await terminal.shows("This deletes \"db\". Type \"db\" to go ahead: ")
            try terminal.type("db\n")
            #expect(try await terminal.exit() == 0)
            #expect(terminal.screen.hasSuffix("\ndeleted\n"))
        }
    }

    @Test(arguments: ["", "DB", "yes"])
    func notConfirmed(_ word: String) async throws {
        try await PromptTerminal.with(["callback-entry", "destroy"]) { terminal in
            try await terminal.shows("go ahead: ")
            try terminal.type("\(word)\n")
            #expect(try await terminal.exit() == 1)
            #expect(terminal.screen.hasSuffix("\ncallback: not confirmed; nothing was done\n"))
        }
    }

    @Test func unasked() async throws {
        let result = try await Entry.run(["callback-entry", "destroy", "--yes"])
        #expect(result.status == 0 && result.output == "deleted\n" && result.errors == "")
    }
}
