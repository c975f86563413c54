import Glibc

extension Measurement {
    /// What a wrapper keeps while its program runs.
    static let memory = Measurement(
        name: "memory", title: "Memory",
        about: """
            What all processes of the wrapper keep while its program runs, from smaps_rollup of proc(5), in KiB; the median
            of the rounds. Private dirty memory is what is given back when the wrapper ends; RSS counts shared pages, PSS a
            share of them.
            """,
        rounds: 5
    ) { rounds in
        // Pages of an executable that was just built would count as dirty until they are on the disk.
        sync()
        let fields = ["Rss:", "Pss:", "Private_Dirty:"]
        var samples: [String: Samples] = [:]
        try shuffledRounds(rounds, Peer.all.filter { $0.abilities.contains(.stays) }) { peer in
            let run = try Launched { fifo in
                try peer.words([Place.child, "pause", fifo], directory: "\(Place.work)/memory")
            }
            defer { run.end() }
            _ = try run.next(.started)
            // What is done after the start is over by then.
            Processes.sleep(seconds: 0.1)
            let tree = ProcessTree(of: run.pid)
            for field in fields {
                samples[field, default: Samples()].add(tree.sum(field, in: "smaps_rollup"), to: peer.name)
            }
            samples["threads", default: Samples()].add(tree.sum("Threads:", in: "status"), to: peer.name)
            samples["processes", default: Samples()].add(Double(tree.pids.count), to: peer.name)
        }
        let dirty = samples["Private_Dirty:"]!
        let columns = fields + ["threads", "processes"]
        let names = dirty.names.sorted { dirty[$0]!.median < dirty[$1]!.median }
        return Result(
            tables: [
                Table(
                    header: [
                        "", "RSS", "PSS", "private dirty", "threads", "processes", "private dirty × \(Peer.reference)",
                    ],
                    rows: names.map { name in
                        [name] + columns.map { Number.text(samples[$0]?[name]?.median) }
                            + [Number.text(dirty[Peer.reference].map { dirty[name]!.median / $0.median })]
                    })
            ],
            chart: Chart(
                name: "memory", title: "Private dirty memory, KiB",
                bars: Peer.all.compactMap { peer in dirty[peer.name].map { (peer.name, $0.median) } }))
    }
}
