import Glibc

extension Measurement {
    /// How soon something waited for is noticed.
    static let notice = Measurement(
        name: "notice", title: "Notice",
        about: """
            From the moment when something appears, one to two seconds after the wait began, to the first instruction of the
            program that waits for it: a semaphore file, and a listening port of this machine. The shell loops look once a
            second, as wait-for-it does, the ancestor twice. All wait for the same, at the same time.
            """,
        rounds: 20
    ) { rounds in
        var file = Samples()
        var port = Samples()
        for _ in 0..<rounds {
            let path = "\(Place.work)/semaphore"
            try measure(
                into: &file,
                [
                    ("\(Peer.ours) wait", [base, "wait", "semaphore:\(path)", "--"], []),
                    ("\(Peer.ours) run", [base, "run", "--wait", "semaphore:\(path)", "--"], []),
                    ("ancestor", [ancestor, "start"], ["WAIT_FILE=\(path)"]),
                    ("shell loop", ["sh", "-c", "until [ -e \(path) ]; do sleep 1; done; exec \"$@\"", "sh"], []),
                ]
            ) {
                let descriptor = open(path + ".new", O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
                guard flock(descriptor, LOCK_EX) == 0 else { throw Failure(system: path) }
                let appeared = Processes.now
                guard rename(path + ".new", path) == 0 else { throw Failure(system: path) }
                return (
                    appeared,
                    {
                        unlink(path); close(descriptor)
                    }
                )
            }
            let listener = try Listener()
            let connect =
                "until (exec 3<>/dev/tcp/127.0.0.1/\(listener.port)) 2>/dev/null; do sleep 1; done; exec \"$@\""
            try measure(
                into: &port,
                [
                    ("\(Peer.ours) wait", [base, "wait", "tcp://127.0.0.1:\(listener.port)", "--"], []),
                    ("\(Peer.ours) run", [base, "run", "--wait", "tcp://127.0.0.1:\(listener.port)", "--"], []),
                    ("ancestor", [ancestor, "start"], ["WAIT_PORT=\(listener.port)"]),
                    ("shell loop", ["bash", "-c", connect, "bash"], []),
                ]
            ) { (try listener.listen(), {}) }
        }
        return Result(tables: [
            Table(of: file, unit: "ms", comparedWith: "ancestor", what: "semaphore"),
            Table(of: port, unit: "ms", comparedWith: "ancestor", what: "listening port"),
        ])
    }

    private static var base: String { "\(Place.build)/bin/base-entry" }
    private static var ancestor: String { "\(Place.benchmarks)/ancestor/run.py" }

    private static func measure(
        into samples: inout Samples, _ waiting: [(name: String, words: [String], environment: [String])],
        _ appear: () throws -> (moment: Int64, cleanUp: () -> Void)
    ) throws {
        let runs = try waiting.map { contestant in
            try Launched(environment: contestant.environment) { contestant.words + [Place.child, "stamp", $0] }
        }
        defer { runs.forEach { $0.end() } }
        Processes.sleep(seconds: .random(in: 1...2))
        let (moment, cleanUp) = try appear()
        defer { cleanUp() }
        for (contestant, run) in zip(waiting, runs) {
            samples.add(Double(try run.next(.started) - moment) / 1e6, to: contestant.name)
        }
    }
}

/// A port of 127.0.0.1 that nobody listens at before `listen`.
private final class Listener {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 ? getsockname(descriptor, $0, &size) : -1
            }
        }
        guard result == 0 else { throw Failure(system: "bind") }
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(descriptor) }

    /// Begins to listen, and says when.
    func listen() throws -> Int64 {
        let moment = Processes.now
        guard Glibc.listen(descriptor, 16) == 0 else { throw Failure(system: "listen") }
        return moment
    }
}
