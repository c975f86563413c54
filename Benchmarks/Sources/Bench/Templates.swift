import Glibc

extension Measurement {
    /// Substitution of variables in files.
    static let templates = Measurement(
        name: "templates", title: "Templates",
        about: """
            From the execve(2) to the exit of what puts the values of six variables into files: 4 KB with 6 places; 10 MB with
            100,000; 1,000 files of 4 KB; in memory (tmpfs), so that no disk counts. Envsubst takes one file at a time, so a
            shell calls it for each of the thousand: by the shortest loop there is, and as the entrypoint of the official nginx
            image does, which takes files of subdirectories too and so runs dirname and mkdir for each. Sed does the same, and
            with copies before it all of them at once. Only ours puts all files in their places or none: a directory that is
            not there by one rename, and one that is there file by file. "System calls alone" is a program in C that copies the
            thousand to a new directory: no rendering can be faster.
            """,
        rounds: 20
    ) { rounds in
        let variables = [
            ("SERVER_NAME", "www.example.org"), ("LISTEN_PORT", "8080"), ("ROOT_DIRECTORY", "/srv/www"),
            ("ERROR_LEVEL", "notice"), ("WORKER_COUNT", "4"), ("UPSTREAM_HOST", "app.internal"),
        ]
        let work = "\(Place.memory)/templates"
        try Files.makeDirectory(work)
        var tables: [Table] = []
        for job in TemplateJob.all {
            let contestants = try job.contestants(in: work, variables)
            var samples = Samples()
            for round in 0...max(3, rounds / job.share) {
                try shuffledRounds(1, contestants) { contestant in
                    _ = try Processes.output(of: ["rm", "-rf", "\(work)/target"])
                    if contestant.hasDirectory { try Files.makeDirectory("\(work)/target") }
                    let run = try Launched(
                        input: contestant.input ?? "/dev/null", output: contestant.output ?? "/dev/null",
                        environment: variables.map { "\($0)=\($1)" }
                    ) { _ in contestant.words }
                    let elapsed = Double(try run.next(.ended, within: 120) - run.executed) / 1e6
                    guard round > 0 else {
                        try job.verify(in: work, contestant.name)
                        return
                    }
                    defer { run.end() }
                    samples.add(elapsed, to: contestant.name)
                }
            }
            tables.append(Table(of: samples, unit: "ms", comparedWith: "envsubst", what: job.title))
        }
        return Result(tables: tables)
    }
}

/// Files to render, of `size` bytes with `places` variables each.
private struct TemplateJob {
    let title: String
    var files = 1
    let size: Int
    let places: Int
    /// A job that takes long has only this share of the rounds.
    var share = 1

    static let all = [
        TemplateJob(title: "4 KB, 6 places", size: 4096, places: 6),
        TemplateJob(title: "10 MB, 100,000 places", size: 10_000_000, places: 100_000, share: 4),
        TemplateJob(title: "1,000 files of 4 KB", files: 1000, size: 4096, places: 6, share: 4),
    ]

    struct Contestant {
        let name: String
        let words: [String]
        var input: String?
        var output: String?
        /// Whether the target's directory is there already.
        var hasDirectory = true
    }

    /// Lines of a configuration, with a place at even distances.
    private func text(_ place: (String) -> String, _ variables: [(String, String)]) -> String {
        let comment = "    # a comment as configurations have them\n"
        let filler = String(repeating: comment, count: (size / places - 40) / comment.utf8.count)
        return (0..<places).map { "setting_\($0) = \(place(variables[$0 % variables.count].0));\n\(filler)" }.joined()
    }

    /// Makes the templates in the spelling of each contestant, and what comes of them.
    func contestants(in work: String, _ variables: [(String, String)]) throws -> [Contestant] {
        _ = try Processes.output(of: ["rm", "-rf", "\(work)/braces", "\(work)/dollars", "\(work)/plain"])
        for (directory, left, right) in [("braces", "{{", "}}"), ("dollars", "${", "}")] {
            try Files.makeDirectory("\(work)/\(directory)")
            let text = text({ left + $0 + right }, variables)
            for index in 0..<files { try Files.write(text, to: "\(work)/\(directory)/\(index)") }
        }
        let expected = text({ name in variables.first { $0.0 == name }!.1 }, variables)
        try Files.write(expected, to: "\(work)/expected")
        let (braces, dollars, target) = ("\(work)/braces", "\(work)/dollars", "\(work)/target")
        let script = variables.map { "s|{{\($0)}}|\($1)|g" }.joined(separator: ";")
        let own = Contestant(
            name: Peer.ours, words: ["\(Place.build)/bin/base-entry", "render", "--template", "\(braces):\(target)"])
        let ancestor = Contestant(
            name: "ancestor", words: [Place.ancestor, "render", braces, target])
        if files == 1 {
            return [
                own, ancestor,
                Contestant(name: "envsubst", words: ["envsubst"], input: "\(dollars)/0", output: "\(target)/0"),
                Contestant(name: "sed", words: ["sed", script], input: "\(braces)/0", output: "\(target)/0"),
            ]
        }
        try Files.makeDirectory("\(work)/plain")
        for index in 0..<files { try Files.write(expected, to: "\(work)/plain/\(index)") }
        return [
            own, ancestor,
            Contestant(name: "\(Peer.ours), to a new directory", words: own.words, hasDirectory: false),
            Contestant(
                name: "system calls alone, to a new directory", words: [Place.copy, "\(work)/plain", target],
                hasDirectory: false),
            Contestant(
                name: "envsubst",
                words: ["sh", "-c", "cd \(dollars) && for f in *; do envsubst <$f >\(target)/$f; done"]),
            Contestant(
                name: "envsubst, as nginx's image",
                words: [
                    "sh", "-c",
                    """
                    find \(dollars) -follow -type f -print | while read -r template; do
                        path=${template#\(dollars)/}
                        mkdir -p "\(target)/$(dirname "$path")"
                        envsubst <"$template" >"\(target)/$path"
                    done
                    """,
                ]),
            Contestant(
                name: "sed",
                words: ["sh", "-c", "cd \(braces) && for f in *; do sed '\(script)' <$f >\(target)/$f; done"]),
            Contestant(
                name: "cp, one sed -i",
                words: ["sh", "-c", "cp \(braces)/* \(target) && sed -i '\(script)' \(target)/*"]),
        ]
    }

    /// All contestants must have made the same.
    func verify(in work: String, _ name: String) throws {
        for index in [0, files - 1] where try Files.read("\(work)/target/\(index)") != Files.read("\(work)/expected") {
            throw Failure("\(title): what \(name) made of file \(index) is wrong")
        }
    }
}
