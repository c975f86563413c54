extension Measurement {
    /// What a wrapper adds to the start and end of a program.
    static let start = Measurement(
        name: "start", title: "Start",
        about: """
            From the execve(2) of the wrapper, as PID 1 of a namespace of its own, to the first instruction of its program, a
            static one in C; and to the moment when the end of both is known. "Overhead" is the median less that of the
            program alone.
            """,
        rounds: 300
    ) { rounds in
        var toStart = Samples()
        var toEnd = Samples()
        for round in 0...rounds {
            try shuffledRounds(1, Peer.all.filter { round % $0.interval == 0 }) { peer in
                let run = try Launched { fifo in
                    try peer.words([Place.child, "stamp", fifo], directory: "\(Place.work)/start")
                }
                defer { run.end() }
                let started = try run.next(.started)
                let ended = peer.abilities.contains(.ends) ? try run.next(.ended) : nil
                // The first round fills the caches.
                guard round > 0 else { return }
                toStart.add(Double(started - run.executed) / 1e6, to: peer.name)
                if let ended { toEnd.add(Double(ended - run.executed) / 1e6, to: peer.name) }
            }
        }
        return Result(
            tables: [
                overheads(toStart, what: "to the first instruction"), overheads(toEnd, what: "to the exit"),
            ],
            chart: Chart(
                name: "start", title: "Time added to the start of a program, ms",
                bars: Peer.all.compactMap { peer in
                    guard peer.name != Peer.bare, let own = toStart[peer.name], let bare = toStart[Peer.bare] else {
                        return nil
                    }
                    return (peer.name, own.median - bare.median)
                }))
    }

    private static func overheads(_ samples: Samples, what: String) -> Table {
        var table = Table(of: samples, unit: "ms", comparedWith: Peer.reference, what: what)
        let header = table.header.dropLast() + ["overhead, ms", "× \(Peer.reference)'s"]
        let bare = samples[Peer.bare]?.median ?? 0
        let reference = (samples[Peer.reference]?.median ?? 0) - bare
        table.rows = table.rows.map { row in
            let overhead = samples[row[0]]!.median - bare
            return row.dropLast()
                + (row[0] == Peer.bare ? ["", ""] : [Number.text(overhead), Number.text(overhead / reference)])
        }
        return Table(header: Array(header), rows: table.rows)
    }
}
