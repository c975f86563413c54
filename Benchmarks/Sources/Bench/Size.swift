extension Measurement {
    /// What an image grows by.
    static let size = Measurement(
        name: "size", title: "Size",
        about: """
            What an image grows by, in KiB: the packages that apt would install without recommendations in a minimal Debian of
            this machine's release (required packages and apt), by their Installed-Size; and the size of our executables.
            """,
        rounds: 1
    ) { _ in
        let minimal = try installed([])
        var rows = ["base-entry", "postgres-entry", "nginx-entry"].map {
            ("\($0), static musl", "\(Place.build)/bin/\($0)")
        }
        rows += ["static-glibc", "dynamic-glibc"].map { ("base-entry, \($0)", "\(Place.build)/bench/\($0)/base-entry") }
        var sizes = try rows.filter { Files.exists($0.1) }.map { ($0.0, try Files.size($0.1) / 1024, "itself") }
        var seen: Set<String> = []
        for packages in Peer.all.map(\.packages) + [["gettext-base"], ["tini", "gosu", "gettext-base"]]
        where !packages.isEmpty && seen.insert(packages.joined(separator: " + ")).inserted {
            let added = try installed(packages).subtracting(minimal)
            let names = added.count > 6 ? "\(added.count) packages" : added.sorted().joined(separator: ", ")
            sizes.append((packages.joined(separator: " + "), try kibibytes(of: added), names))
        }
        return Result(tables: [
            Table(
                header: ["", "KiB", "what is added"],
                rows: sizes.sorted { $0.1 < $1.1 }.map { [$0.0, Number.text($0.1), $0.2] })
        ])
    }

    /// The packages that apt would install in an empty system: what a minimal Debian has, and these.
    private static func installed(_ packages: [String]) throws -> Set<Substring> {
        let script = """
            required=$(apt-cache dumpavail | awk '/^Package:/ { name = $2 } /^(Priority: required|Essential: yes)/ { print name }')
            apt-get -qq --simulate --no-install-recommends -o Dir::State::status=/dev/null install apt $required "$@" |
                awk '/^Inst/ { print $2 }'
            """
        return Set(try Processes.output(of: ["bash", "-c", script, "size"] + packages).split(separator: "\n"))
    }

    private static func kibibytes(of packages: Set<Substring>) throws -> Double {
        let script =
            "apt-cache show --no-all-versions \"$@\" | awk '/^Installed-Size:/ { sum += $2 } END { print sum }'"
        let text = try Processes.output(of: ["bash", "-c", script, "size"] + packages.map(String.init))
        return Double(text.dropLast()) ?? 0
    }
}
