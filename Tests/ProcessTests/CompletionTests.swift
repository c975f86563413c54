import Foundation
import Testing

/// The completion scripts in real shells.
@Suite(.limited) struct CompletionTests {
    /// The line so far, and what completes its last word.
    private static let lines: [(String, [String])] = [
        ("callback-entry desт", []), ("callback-entry des", ["destroy"]), ("callback-entry h", ["health"]),
        ("callback-entry --v", ["--version"]), ("callback-entry login --p", ["--password", "--password-file"]),
        ("callback-entry login --level ", ["high", "low"]), ("callback-entry login --level h", ["high"]),
        ("callback-entry completion ", ["--help", "bash", "fish", "zsh"]),
        ("callback-entry completion b", ["bash"]), ("callback-entry destroy --y", ["--yes"]),
        ("callback-entry start -- h", []), ("callback-entry nonsense ", []),
    ]

    private func script(_ shell: String) async throws -> String {
        let result = try await Entry.run(["callback-entry", "completion", shell])
        #expect(result.status == 0 && result.errors == "")
        return result.output
    }

    private func run(_ words: [String]) async throws -> [String] {
        let result = try await finish(Running(words, environment: ["PATH": Entry.path, "HOME": "/nonexistent"]))
        #expect(result.status == 0 && result.errors == "", "\(result.errors)")
        return result.output.split(separator: "\n").map { String($0) }
    }

    @Test func bash() async throws {
        let ask = """
            line=$1; read -ra COMP_WORDS <<<"$line"; [[ $line == *\\  ]] && COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]}-1)); COMPREPLY=(); _callback_entry
            printf '%s\\n' "${COMPREPLY[@]}" | sort
            """
        let script = try await script("bash")
        for (line, expected) in CompletionTests.lines {
            let found = try await run(["bash", "--norc", "-uc", script + ask, "bash", line])
            #expect(found == expected, "\(line)")
        }
    }

    /// bash makes "=" a word of its own.
    @Test(arguments: [("--level =", ["low", "high"]), ("--level = h", ["high"])])
    func bashWithAnEqualsSign(_ words: String, _ expected: [String]) async throws {
        let ask = """
            COMP_WORDS=(callback-entry login \(words)); COMP_CWORD=$((${#COMP_WORDS[@]}-1)); COMPREPLY=()
            _callback_entry; printf '%s\\n' "${COMPREPLY[@]}"
            """
        #expect(try await run(["bash", "--norc", "-uc", try await script("bash") + ask]) == expected)
    }

    @Test func bashKnowsWhatItCompletes() async throws {
        let found = try await run(["bash", "--norc", "-uc", try await script("bash") + "complete -p callback-entry"])
        #expect(found == ["complete -o default -F _callback_entry callback-entry"])
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/zsh"), "zsh is not installed"))
    func zsh() async throws {
        // zsh's own rules for an interactive line cannot be asked; its emulation of bash's variables can.
        let ask = """
            emulate ksh; words=(); COMP_WORDS=(callback-entry login --level h); COMP_CWORD=3; COMPREPLY=()
            _callback_entry; print -l -- "${COMPREPLY[@]}"; print -- "${_comps[callback-entry]-none}"
            """
        let found = try await run(["zsh", "-f", "-c", try await script("zsh") + ask])
        #expect(found == ["high", "_bash_complete -o default -F _callback_entry"])
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/fish"), "fish is not installed"))
    func fish() async throws {
        let script = try await script("fish")
        for (line, expected) in [
            ("callback-entry des", ["destroy\tAsk first."]), ("callback-entry login --level h", ["high\tHow much."]),
            ("callback-entry completion b", ["bash"]),
        ] {
            #expect(try await run(["fish", "--no-config", "-c", script + "complete -C '\(line)'"]) == expected)
        }
    }
}
