extension Measurement {
    /// Processes whose parent has died.
    static let orphans = Measurement(
        name: "orphans", title: "Orphans",
        about: """
            20,000 processes whose parent dies, one after the other (the next one when the last is gone), and 1,000 at a time:
            the wrapper's processor time for each, in µs, the time for all of them, and the most that were seen waiting to be
            reaped. Supervisor reaps one a second, and the ancestor none but its own child.
            """,
        rounds: 5
    ) { rounds in
        let peers = Peer.all.filter { $0.abilities.contains(.reaps) && !$0.abilities.contains(.switches) }
        let tables = try [1, 1000].map { burst in
            var times = Samples()
            var processor = Samples()
            var zombies = Samples()
            try shuffledRounds(rounds, peers) { peer in
                let figures = try count(20_000, burst, peer)
                processor.add(figures.processor, to: peer.name)
                times.add(figures.time, to: peer.name)
                zombies.add(figures.zombies, to: peer.name)
            }
            let what = burst == 1 ? "singly" : "\(Number.text(Double(burst))) at a time"
            var table = Table(of: processor, unit: "µs each", comparedWith: Peer.reference, what: what)
            table.rows = table.rows.map { row in
                row + [Number.text(times[row[0]]?.median), Number.text(zombies[row[0]]?.median)]
            }
            return Table(header: table.header + ["all, ms", "most waiting"], rows: table.rows)
        }
        return Result(tables: tables)
    }

    private static func count(
        _ total: Int, _ burst: Int, _ peer: Peer
    ) throws -> (processor: Double, time: Double, zombies: Double) {
        let run = try Launched { fifo in
            try peer.words(
                [Place.child, "orphans", fifo, "\(total)", "\(burst)"], directory: "\(Place.work)/orphans")
        }
        defer { run.end() }
        let started = try run.next(.started)
        let tree = ProcessTree(of: run.pid)
        let before = tree.processorTime
        // The namespace's own /proc lists the wrapper, the child and what waits to be reaped.
        var most = 0
        var done: Int64?
        while done == nil {
            most = max(most, Files.names(in: "/proc/\(run.pid)/root/proc").count { Int32($0) != nil })
            Processes.sleep(seconds: 0.002)
            done = try run.stamps.arrived(.done)
            if Processes.now - started > 120_000_000_000 { throw Failure("\(peer.name): orphans were left") }
        }
        return (
            (tree.processorTime - before) * 1e6 / Double(total), Double(done! - started) / 1e6,
            Double(max(0, most - tree.pids.count - 1))
        )
    }
}
