import Glibc

extension Measurement {
    /// How long a signal takes through a wrapper, and the end of its program.
    static let signals = Measurement(
        name: "signals", title: "Signals",
        about: """
            From kill(2) on the wrapper to the first instruction of the program's handler for SIGUSR1, 50 times each round; and
            from the program's exit to the moment when the wrapper's is known. What hands on no SIGUSR1 is left out.
            """,
        rounds: 40
    ) { rounds in
        var toHandler = Samples()
        var toExit = Samples()
        let peers = Peer.all.filter { $0.abilities.contains(.forwards) && !$0.abilities.contains(.switches) }
        for round in 0...rounds {
            try shuffledRounds(1, peers) { peer in
                let run = try Launched { fifo in
                    try peer.words([Place.child, "signals", fifo], directory: "\(Place.work)/signals")
                }
                defer { run.end() }
                _ = try run.next(.started)
                // Some have not yet set up what they wait for when the program runs.
                Processes.sleep(seconds: 0.01)
                for _ in 0..<50 {
                    let sent = Processes.now
                    kill(run.pid, SIGUSR1)
                    let handled = try run.next(.signalled)
                    if round > 0 { toHandler.add(Double(handled - sent) / 1e3, to: peer.name) }
                }
                kill(run.pid, SIGUSR2)
                let ending = try run.next(.ending)
                let ended = try run.next(.ended)
                if round > 0 { toExit.add(Double(ended - ending) / 1e3, to: peer.name) }
            }
        }
        return Result(tables: [
            Table(of: toHandler, unit: "µs", comparedWith: Peer.reference, what: "to the handler"),
            Table(of: toExit, unit: "µs", comparedWith: Peer.reference, what: "exit to exit"),
        ])
    }
}
