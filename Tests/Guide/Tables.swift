@testable import RunUtils

/// Prints the page of the guide with the tables that the code knows; scripts/docs compiles it against the ordinary build. What a
/// sample comes to is found out by the library itself; a case of its own without words here does not compile.
@main enum Tables {
    static func main() {
        print(
            """
            # Tables

            What every image has, what can be waited for, what templates know, and what statuses and signals mean.

            @Comment { Written by `make docs` from the code. }

            ## Variables of every image

            \(variables)
            An empty value counts as not set. `NAME_FILE` names a file that holds the value of `NAME`. The base image has more, and each
            image its own: `ENTRY reference` prints them.

            ## Commands of every image

            \(Markdown.table(["command", "what it does"], commands))
            Besides, `help [COMMAND]`, `COMMAND --help` and `--version`. A first word that is no command is executed as a program.

            ## Types of values

            \(Markdown.table(["type", "what is expected"], types))
            ## Wait targets

            \(Markdown.table(["target", "holds when", "in Swift"], targets))
            ## Template tags

            Here `NAME` is `Ada`, `LIST` is `a, b`, `EMPTY` is empty, and `UNSET` is not set.

            \(Markdown.table(["tag", "comes to", "because"], tags))
            ## Template filters

            \(Markdown.table(["filter", "value", "comes to", "where it stands"], filters))
            ## Exit statuses

            \(Markdown.table(["status", "meaning"], ExitStatus.meanings.map { [$0.0, $0.1] }))
            ## Signals

            \(Markdown.table(["signal", "what it does"], Reference.signals))
            """.trimmed)
    }

    private static let entrypoint = Entrypoint("any", "Any image.", commands: {})

    private static var variables: String {
        Markdown.table(
            ["variable", "value", "default", "meaning"],
            entrypoint.variables.map { variable in
                let others = variable.aliases.map { " (also \(Markdown.word($0)))" }.joined()
                return [
                    Markdown.word(variable.name) + others,
                    variable.name == "WAIT_FOR" ? "a list of targets, see below" : variable.facts.expectation,
                    variable.defaultText.map(Markdown.word)
                        ?? variable.requiredWith.map { "required with \(Markdown.word($0))" } ?? "",
                    variable.summary,
                ]
            })
    }

    private static var commands: [[String]] {
        StandardCommands.all.map {
            [
                Markdown.word("\($0.name) \($0.declaration.usage.dropFirst($0.name.count + 1))".trimmed),
                $0.declaration.summary,
            ]
        }
    }

    private static let types: [[String]] = [
        ("text", ValueType<String>.text.description), ("path", ValueType<FilePath>.path.description),
        ("fileName", ValueType<String>.fileName.description), ("integer", ValueType<Int>.integer.description),
        ("integer(in: 1...64)", ValueType<Int>.integer(in: 1...64).description),
        ("port", ValueType<Int>.port.description), ("hostPort", ValueType<HostPort>.hostPort.description),
        ("boolean", ValueType<Bool>.boolean.description), ("duration", ValueType<Duration>.duration.description),
        ("byteSize", ValueType<Int>.byteSize.description),
        ("oneOf([\"fast\", \"safe\"])", ValueType<String>.oneOf(["fast", "safe"]).description),
        ("list", ValueType<[String]>.list.description), ("words", ValueType<[String]>.words.description),
        ("signal", ValueType<Signal>.signal.description),
        ("signalRule", ValueType<SignalRule>.signalRule.description),
        ("accountName", ValueType<String>.accountName.description), ("id", ValueType<UInt32>.id.description),
        ("pattern", ValueType<String>.pattern.description),
        ("capability", ValueType<Capability>.capability.description),
        ("rendering", ValueType<Rendering>.rendering.description), ("waitCondition", "a target, see below"),
        ("readiness", "\"notify\", \"fd:3\" or a target"),
    ].map { [Markdown.word(".\($0)"), $1] }

    private static let conditions: [WaitCondition] = [
        .file("/path"), .directory("/path"), .semaphore("/path"), .tcp(host: "host", port: 5432), .unixSocket("/path"),
        .http(host: "host", port: 80, path: "/path"), .http(host: "host", port: 80, path: "/path#status=204,400-403"),
        .httpSocket("/socket", path: "/path"), .dns("name"), .postgres(host: "host", user: "user"),
        .postgresSocket("/directory"), .command(["program", "argument"]), .command(inDirectory),
        .not(.file("/path")), .any([.file("/a"), .file("/b")]), .all([.file("/a"), .file("/b")]),
    ]

    private static var inDirectory: Program {
        var program: Program = ["program", "argument"]
        program.directory = "/directory"
        return program
    }

    private static var targets: [[String]] {
        conditions.map { condition in
            let (meaning, name) = words(condition)
            return [Markdown.word("\(condition)"), meaning, "``WaitCondition/\(name)``"]
        }
    }

    private static func words(_ condition: WaitCondition) -> (meaning: String, name: String) {
        switch condition {
        case .file: ("something is at that path", "file(_:)")
        case .directory: ("a directory, or a link to one, is there", "directory(_:)")
        case .semaphore: ("a semaphore is there and its owner lives", "semaphore(_:)")
        case .tcp: ("a TCP connection is accepted", "tcp(host:port:)")
        case .unixSocket: ("a connection to a Unix stream socket is accepted", "unixSocket(_:)")
        case .http(_, _, let path):
            path.hasSuffix("403")
                ? ("it is answered with one of these statuses", "http(host:port:path:)")
                : (
                    "GET (HTTP/1.1) is answered with a status from 200 to 399; the port may be left out",
                    "http(host:port:path:)"
                )
        case .httpSocket: ("the same at a Unix stream socket", "httpSocket(_:path:)")
        case .dns: ("the name has an address, of IPv4 or IPv6", "dns(_:)")
        case .postgres:
            (
                "the server accepts sessions, as pg_isready tells; user and port may be left out",
                "postgres(host:port:user:)"
            )
        case .postgresSocket: ("the same at the socket in a directory", "postgresSocket(_:user:)")
        case .command(let program):
            program.directory == nil
                ? ("the program exits with 0", "command(_:)") : ("the same, run in that directory", "command(_:)")
        case .not: ("it is certain that the target does not hold", "not(_:)")
        case .any: ("one of them holds", "any(_:)")
        case .all: ("all of them hold", "all(_:)")
        }
    }

    private static var tags: [[String]] {
        [
            ("{{NAME}}", "the value; an error where it is not set"),
            ("{{UNSET:-text}}", "the text, if the value is not set or empty"),
            ("{{UNSET:-{{NAME}}}}", "the text is a template itself"),
            ("{{EMPTY:+text}}", "the text if the value is set and not empty; otherwise nothing"),
            ("{{NAME:?say it}}", "the value; an error with that message if it is not set or empty"),
            ("{{NAME | upper | sql}}", "the value, filtered; with `:-` the filters apply to the text as well"),
            ("{{UNSET:-a\\|b}}", "a bar in a text is written `\\|`"),
            (
                "{{#if UNSET}}on{{else}}off{{/if}}",
                "the first part if the value is set and not empty (\"no\" counts as set)"
            ),
            (
                "{{#each LIST}}<{{.}}>{{/each}}",
                "once for each element between commas; spaces round it and empty ones are dropped"
            ),
            ("{{#raw}}{{NAME}}{{/raw}}", "what stands between, as it is"),
            ("\\{{NAME}}", "a literal `{{`"),
            ("{{! comment}}", "nothing"),
        ].map { tag, reason in [Markdown.word(tag), filled(tag), reason] }
    }

    private static func filled(_ tag: String) -> String {
        let values = ["NAME": "Ada", "LIST": "a, b", "EMPTY": ""]
        let result = Template(source: Bytes(tag)).filled(
            Template.Scope(value: { name in values[name.text].map { Bytes($0) } }))
        precondition(result.failures == [], "\(tag): \(result.failures)")
        return result.bytes.isEmpty ? "" : Markdown.word(result.bytes.text)
    }

    private static var filters: [[String]] {
        Filter.allCases.map { filter in
            let (value, place) = words(filter)
            var bytes = Bytes(value)
            let refusal = filter.apply(&bytes)
            precondition(refusal == nil, "\(filter): \(refusal ?? "")")
            return [Markdown.word(filter.name), Markdown.word(value), Markdown.word(bytes.text), place]
        }
    }

    /// A value, and where what the filter makes of it belongs.
    private static func words(_ filter: Filter) -> (value: String, place: String) {
        let text = "it's a \"b\" \\"
        return switch filter {
        case .nginx: (text, "as a whole argument of a directive; `$` and NUL are refused")
        case .pgconf: (text, "behind `name =` in postgresql.conf; NUL is refused")
        case .sql: (text, "where PostgreSQL takes a string; UTF-8 only, NUL is refused")
        case .shell: (text, "as a word of a shell; NUL is refused")
        case .json: (text, "as a value of JSON; UTF-8 only")
        case .ini: (text, "behind `name =` in files that know quotes (PHP, MySQL, git); line ends and NUL are refused")
        case .pghba:
            (
                "/var",
                "as a word of pg_hba.conf or pg_ident.conf, also one that begins with a slash; line ends and NUL are refused"
            )
        case .url: ("p@ss/word", "in a part of a URL, such as the password")
        case .base64: (text, "on one line")
        case .int: ("42", "anywhere; all but a whole number is refused")
        case .lower: ("Ada", "before a quoting filter; ASCII letters")
        case .upper: ("Ada", "before a quoting filter; ASCII letters")
        case .trim: (" Ada ", "before a quoting filter; white space at both ends goes")
        case .bytes: ("64M", "where a program wants a number of bytes")
        case .seconds: ("1m30s", "where a program wants a number of seconds; rounded up")
        }
    }
}

extension String {
    fileprivate var trimmed: String { Bytes(self).trimmed.text }
}
