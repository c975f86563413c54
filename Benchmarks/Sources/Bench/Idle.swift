extension Measurement {
    /// What a wrapper does while its program does nothing.
    static let idle = Measurement(
        name: "idle", title: "Idle",
        about: """
            Wake-ups (voluntary context switches of proc(5)) and processor time of all processes of the wrapper in 20 s in which
            its program does nothing. All wrappers at the same time.
            """,
        rounds: 1
    ) { rounds in
        let seconds = 20.0
        let peers = Peer.all.filter { $0.abilities.contains(.stays) && !$0.abilities.contains(.switches) }
        var wakeUps = Samples()
        var times = Samples()
        for _ in 0..<rounds {
            let runs = try peers.map { peer in
                let run = try Launched { fifo in
                    try peer.words(
                        [Place.child, "pause", fifo],
                        directory: "\(Place.work)/idle.\(peer.name.count)\(peer.name.prefix(4))")
                }
                _ = try run.next(.started)
                return run
            }
            defer { runs.forEach { $0.end() } }
            // What is done after the start is over by then.
            Processes.sleep(seconds: 2)
            let trees = runs.map { ProcessTree(of: $0.pid) }
            let before = trees.map { ($0.sumOverThreads(switches, in: "status"), $0.processorTime) }
            Processes.sleep(seconds: seconds)
            for (index, tree) in trees.enumerated() {
                wakeUps.add(tree.sumOverThreads(switches, in: "status") - before[index].0, to: peers[index].name)
                times.add((tree.processorTime - before[index].1) * 1e3, to: peers[index].name)
            }
        }
        let names = wakeUps.names.sorted { wakeUps[$0]!.median < wakeUps[$1]!.median }
        return Result(tables: [
            Table(
                header: ["", "wake-ups in \(Int(seconds)) s", "processor, ms"],
                rows: names.map { [$0, Number.text(wakeUps[$0]?.median), Number.text(times[$0]?.median)] })
        ])
    }

    private static let switches = "voluntary_ctxt_switches:"
}
