import Glibc

/// What a stamp of programs/stamp.h tells of.
enum Event: Int64 {
    case launched = 1, executed, started, signalled, ending, ended, done
}

/// A program as PID 1 of a namespace of its own, by programs/launch.c, and the stamps that it and its child send.
final class Launched {
    private let fifo: Int32
    private let path: String
    private let launcher: pid_t
    private var seen: [(event: Int64, value: Int64)] = []

    nonisolated(unsafe) private static var count = 0

    /// - Parameter words: The program and its arguments, given the path of the FIFO for stamps.
    init(
        input: String = "/dev/null", output: String = "/dev/null", environment: [String] = [],
        _ words: (String) throws -> [String]
    )
        throws
    {
        Launched.count += 1
        path = "\(Place.work)/stamps.\(Launched.count)"
        // Both ways, so that opening blocks nobody and the reader never sees an end.
        guard mkfifo(path, 0o666) == 0, chmod(path, 0o666) == 0 else { throw Failure(system: path) }
        fifo = open(path, O_RDWR | O_CLOEXEC)
        guard fifo >= 0 else { throw Failure(system: path) }
        launcher = try Processes.spawn(
            [Place.launch, path] + words(path), input: input, output: output,
            errors: Place.errors, environment: environment)
    }

    deinit {
        if let pid = seen.first(where: { $0.event == Event.launched.rawValue })?.value { kill(pid_t(pid), SIGKILL) }
        kill(launcher, SIGKILL)
        Processes.wait(for: launcher)
        close(fifo)
        unlink(path)
    }

    /// The value of the next stamp of this kind: for all but `.launched`, nanoseconds of the monotonic clock.
    func next(_ event: Event, within seconds: Int = 30) throws -> Int64 {
        let deadline = Processes.now + Int64(seconds) * 1_000_000_000
        while true {
            if let index = seen.firstIndex(where: { $0.event == event.rawValue }) {
                // The pid is asked for more than once.
                return event == .launched ? seen[index].value : seen.remove(at: index).value
            }
            var descriptor = pollfd(fd: fifo, events: Int16(POLLIN), revents: 0)
            let left = max(0, (deadline - Processes.now) / 1_000_000)
            guard poll(&descriptor, 1, Int32(left)) == 1 else {
                throw Failure("no stamp \"\(event)\" within \(seconds) s\n\((try? Files.read(Place.errors)) ?? "")")
            }
            var stamp: (Int64, Int64) = (0, 0)
            guard read(fifo, &stamp, 16) == 16 else { throw Failure(system: path) }
            seen.append(stamp)
        }
    }

    /// The pid of the program, as seen from here.
    var pid: pid_t { get throws { pid_t(try next(.launched)) } }
}
