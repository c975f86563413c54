import Glibc

extension Measurement {
    /// How soon something waited for is noticed.
    static let notice = Measurement(
        name: "notice", title: "Notice",
        about: """
            From the moment when something appears, one to two seconds after the wait began, to the first instruction of the
            program that waits for it: a semaphore file, and a listening port of this machine. The shell loops look once a
            second, as wait-for-it does, the ancestor twice. All wait at the same time, each for its own, and what they wait
            for appears one after the other, so that no start of one is in the way of another.
            """,
        rounds: 20
    ) { rounds in
        var file = Samples()
        var port = Samples()
        for _ in 0..<rounds {
            try measure(
                into: &file,
                [
                    ("\(Peer.ours) wait", { [base, "wait", "semaphore:\($0.path)", "--"] }),
                    ("\(Peer.ours) run", { [base, "run", "--wait", "semaphore:\($0.path)", "--"] }),
                    ("ancestor", { [Place.ancestor, "start", "--wait", $0.path, "--"] }),
                    ("shell loop", { shell("sh", until: "[ -e \($0.path) ]") }),
                ]
            ) { Flag(number: $0) }
            try measure(
                into: &port,
                [
                    ("\(Peer.ours) wait", { [base, "wait", "tcp://127.0.0.1:\($0.port)", "--"] }),
                    ("\(Peer.ours) run", { [base, "run", "--wait", "tcp://127.0.0.1:\($0.port)", "--"] }),
                    ("ancestor", { [Place.ancestor, "start", "--wait-port", "\($0.port)", "--"] }),
                    ("shell loop", { shell("bash", until: "(exec 3<>/dev/tcp/127.0.0.1/\($0.port)) 2>/dev/null") }),
                ]
            ) { _ in try Listener() }
        }
        return Result(tables: [
            Table(of: file, unit: "ms", comparedWith: "ancestor", what: "semaphore"),
            Table(of: port, unit: "ms", comparedWith: "ancestor", what: "listening port"),
        ])
    }

    private static var base: String { "\(Place.build)/bin/base-entry" }

    private static func shell(_ shell: String, until condition: String) -> [String] {
        [shell, "-c", "until \(condition); do sleep 1; done; exec \"$@\"", shell]
    }

    /// How one waits for a thing.
    private typealias Contestant<Thing> = (name: String, words: (Thing) -> [String])

    private static func measure<Thing: Awaited>(
        into samples: inout Samples, _ contestants: [Contestant<Thing>], _ make: (Int) throws -> Thing
    ) throws {
        let things = try contestants.indices.map(make)
        let runs = try zip(contestants, things).map { contestant, thing in
            try Launched { contestant.words(thing) + [Place.child, "stamp", $0] }
        }
        defer { runs.forEach { $0.end() } }
        // The second is divided among them, in another order each time; each thing appears somewhere in its part.
        let start = Processes.now + 1_000_000_000
        let part = 1_000_000_000 / Int64(contestants.count)
        var moments: [Int: Int64] = [:]
        for (position, index) in contestants.indices.shuffled().enumerated() {
            let moment = start + Int64(position) * part + .random(in: 0..<part)
            Processes.sleep(seconds: max(0, Double(moment - Processes.now) / 1e9))
            moments[index] = try things[index].appear()
        }
        try withExtendedLifetime(things) {
            for (index, run) in runs.enumerated() {
                samples.add(Double(try run.next(.started) - moments[index]!) / 1e6, to: contestants[index].name)
            }
        }
    }
}

/// Something to wait for.
private protocol Awaited {
    /// Makes it appear, and says when.
    func appear() throws -> Int64
}

/// A semaphore file, locked as by a living owner.
private final class Flag: Awaited {
    let path: String
    private var descriptor: Int32 = -1

    /// - Parameter number: Each has a directory of its own, so that nobody is woken by another's.
    init(number: Int) {
        let directory = "\(Place.work)/semaphores.\(number)"
        mkdir(directory, 0o755)
        path = "\(directory)/up"
    }

    deinit {
        unlink(path)
        close(descriptor)
    }

    func appear() throws -> Int64 {
        descriptor = open(path + ".new", O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        guard flock(descriptor, LOCK_EX) == 0 else { throw Failure(system: path) }
        let moment = Processes.now
        guard rename(path + ".new", path) == 0 else { throw Failure(system: path) }
        return moment
    }
}

/// A port of 127.0.0.1 that nobody listens at before it appears.
private final class Listener: Awaited {
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

    func appear() throws -> Int64 {
        let moment = Processes.now
        guard listen(descriptor, 16) == 0 else { throw Failure(system: "listen") }
        return moment
    }
}
