import Glibc

extension Measurement {
    /// How long a signal takes through a wrapper, and the end of its program.
    static let signals = Measurement(
        name: "signals", title: "Signals",
        about: """
            From kill(2) on the wrapper to the first instruction of the program's handler: for SIGUSR1, 50 times each round, and
            for SIGTERM, the first one, which begins the stop; and from the program's exit to the moment when the wrapper's is
            known. What hands on no SIGUSR1 is left out. Ours keeps a file that tells its state, which goes with its
            container, unless it finds no place for one, and another one where it is to publish a semaphore.
            """,
        rounds: 200
    ) { rounds in
        var toHandler = Samples()
        var toStop = Samples()
        var toExit = Samples()
        let peers = Peer.all.filter { $0.abilities.contains(.forwards) && !$0.abilities.contains(.switches) }
        for round in 0...rounds {
            try shuffledRounds(1, peers + variants) { peer in
                let run = try Launched { fifo in
                    try peer.words([Place.child, "signals", fifo], directory: "\(Place.work)/signals")
                }
                defer { run.end() }
                _ = try run.next(.started)
                // Some have not yet set up what they wait for when the program runs.
                Processes.sleep(seconds: 0.01)
                func time(_ signal: Int32) throws -> Double {
                    let sent = Processes.now
                    kill(run.pid, signal)
                    return Double(try run.next(.signalled) - sent) / 1e3
                }
                for _ in 0..<(round % 5 == 0 ? 50 : 0) {
                    let taken = try time(SIGUSR1)
                    if round > 0 { toHandler.add(taken, to: peer.name) }
                }
                let stopped = try time(SIGTERM)
                // What is told of the stop is not to be part of the end.
                Processes.sleep(seconds: 0.002)
                kill(run.pid, SIGUSR2)
                let ending = try run.next(.ending)
                let ended = try run.next(.ended)
                guard round > 0 else { return }
                toStop.add(stopped, to: peer.name)
                toExit.add(Double(ended - ending) / 1e3, to: peer.name)
            }
        }
        return Result(tables: [
            Table(of: toHandler, unit: "µs", comparedWith: Peer.reference, what: "SIGUSR1 to the handler"),
            Table(of: toStop, unit: "µs", comparedWith: Peer.reference, what: "SIGTERM to the handler"),
            Table(of: toExit, unit: "µs", comparedWith: Peer.reference, what: "exit to exit"),
        ])
    }

    /// Ours with more or less to tell.
    private static let variants = [
        Peer(
            name: "\(Peer.ours), with a semaphore",
            command: "{build}/bin/base-entry run --semaphore {directory}/semaphore -- {command}"),
        Peer(
            name: "\(Peer.ours), without a state file", command: "{directory}/stateless {command}",
            files: [
                (
                    "stateless",
                    """
                    #!/bin/sh
                    for place in /run /dev/shm /tmp; do mount --bind $place $place; mount -o remount,bind,ro $place; done
                    exec {build}/bin/base-entry run -- "$@"

                    """
                )
            ]),
    ]
}
