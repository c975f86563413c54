import Glibc

/// What a stamp of programs/stamp.h tells of.
enum Event: Int64 {
    case launched = 1, executed, started, signalled, ending, ended, done
}

/// A FIFO through which stamps come.
final class Stamps {
    let path: String
    private let fifo: Int32
    private var seen: [(event: Int64, value: Int64)] = []

    nonisolated(unsafe) private static var count = 0

    /// - Parameter directory: Where the FIFO is made; all may write to it.
    init(in directory: String = Place.work) throws {
        Stamps.count += 1
        path = "\(directory)/stamps.\(Stamps.count)"
        guard mkfifo(path, 0o666) == 0, chmod(path, 0o666) == 0 else { throw Failure(system: path) }
        // Both ways, so that opening blocks nobody and the reader never sees an end.
        fifo = open(path, O_RDWR | O_CLOEXEC)
        guard fifo >= 0 else { throw Failure(system: path) }
    }

    deinit {
        close(fifo)
        unlink(path)
    }

    /// The value of the next stamp of this kind: for all but `.launched`, nanoseconds of the monotonic clock.
    func next(_ event: Event, within seconds: Int = 30) throws -> Int64 {
        let deadline = Processes.now + Int64(seconds) * 1_000_000_000
        while true {
            if let value = take(event) { return value }
            try receive(within: max(0, Int32((deadline - Processes.now) / 1_000_000)), event)
        }
    }

    /// The same, if it has come already.
    func arrived(_ event: Event) throws -> Int64? {
        var descriptor = pollfd(fd: fifo, events: Int16(POLLIN), revents: 0)
        while poll(&descriptor, 1, 0) == 1 { try receive(within: 0, event) }
        return take(event)
    }

    private func take(_ event: Event) -> Int64? {
        guard let index = seen.firstIndex(where: { $0.event == event.rawValue }) else { return nil }
        return seen.remove(at: index).value
    }

    private func receive(within milliseconds: Int32, _ event: Event) throws {
        var descriptor = pollfd(fd: fifo, events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, milliseconds) == 1 else {
            throw Failure("no stamp \"\(event)\" in time\n\((try? Files.read(Place.errors)) ?? "")")
        }
        var stamp: (Int64, Int64) = (0, 0)
        guard read(fifo, &stamp, 16) == 16 else { throw Failure(system: path) }
        seen.append(stamp)
    }
}

/// A program as PID 1 of a namespace of its own, by programs/launch.c, and the stamps that it and its child send.
final class Launched {
    let stamps: Stamps
    /// When the program was executed.
    let executed: Int64
    /// The pid of the program, as seen from here.
    let pid: pid_t
    private let launcher: pid_t

    /// - Parameter words: The program and its arguments, given the path of the FIFO for stamps.
    init(
        input: String = "/dev/null", output: String = "/dev/null", environment: [String] = [],
        _ words: (String) throws -> [String]
    ) throws {
        stamps = try Stamps()
        launcher = try Processes.spawn(
            [Place.launch, stamps.path] + words(stamps.path), input: input, output: output, errors: Place.errors,
            environment: environment)
        executed = try stamps.next(.executed)
        pid = pid_t(try stamps.next(.launched))
    }

    /// Kills what is left: all that is in the namespace ends with its PID 1, and the launcher after that. What ours leaves in /run would
    /// go with its container.
    func end() {
        kill(pid, SIGKILL)
        Processes.wait(for: launcher)
        unlink("/run/runutils-base")
    }

    func next(_ event: Event, within seconds: Int = 30) throws -> Int64 { try stamps.next(event, within: seconds) }
}
