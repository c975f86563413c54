import CRunUtils

/// A signal (signal(7)), from 1 to 64.
public struct Signal: RawRepresentable, Equatable, Sendable, CustomStringConvertible {
    /// The number.
    public let rawValue: CInt

    /// The signal with a number.
    public init(rawValue: CInt) { self.rawValue = rawValue }

    init(_ rawValue: CInt) { self.rawValue = rawValue }

    /// SIGHUP: by convention, read the configuration again.
    public static let hangup = Signal(SIGHUP)
    /// SIGINT: Ctrl-C; PostgreSQL's fast shutdown.
    public static let interrupt = Signal(SIGINT)
    /// SIGQUIT: nginx's graceful stop.
    public static let quit = Signal(SIGQUIT)
    /// SIGTERM: the usual stop.
    public static let terminate = Signal(SIGTERM)
    /// SIGKILL: the end, without a chance to clean up.
    public static let kill = Signal(SIGKILL)
    /// SIGUSR1: for the program's own use.
    public static let user1 = Signal(SIGUSR1)
    /// SIGUSR2: for the program's own use.
    public static let user2 = Signal(SIGUSR2)
    /// SIGWINCH: the terminal's size changed.
    public static let windowChange = Signal(SIGWINCH)
    /// SIGCONT: go on after a stop.
    public static let `continue` = Signal(SIGCONT)
    static let child = Signal(SIGCHLD)
    static let stop = Signal(SIGSTOP)
    static let terminalStop = Signal(SIGTSTP)
    static let terminalInput = Signal(SIGTTIN)
    static let terminalOutput = Signal(SIGTTOU)

    /// The names of Linux's signals on x86_64 and aarch64, by number.
    private static let names: [StaticString] = [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM",
        "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH",
        "IO",
        "PWR", "SYS",
    ]
    private static let firstRealTime: CInt = 34
    private static let last: CInt = 64

    /// The signal that `text` names: "TERM", "SIGTERM", "15", "RTMIN+3" or "RTMAX-1", in any case; nil for anything else.
    public init?(_ text: String) {
        var name = Bytes(text).uppercased
        if let number = name.decimal {
            guard (1...Int(Signal.last)).contains(number) else { return nil }
            self.init(CInt(number))
            return
        }
        if name.starts(with: "SIG") { name.removeFirst(3) }
        if let index = Signal.names.firstIndex(where: { name.count == $0.utf8CodeUnitCount && name.starts(with: $0) }) {
            self.init(CInt(index) + 1)
        } else if name.starts(with: "RTMIN"),
            let number = Signal.realTime(from: Signal.firstRealTime, name.from(5))
        {
            self.init(number)
        } else if name.starts(with: "RTMAX"), let number = Signal.realTime(from: Signal.last, name.from(5)) {
            self.init(number)
        } else {
            return nil
        }
    }

    private static func realTime(from base: CInt, _ offset: Bytes) -> CInt? {
        guard let sign = offset.first else { return base }
        guard sign == .plus || sign == .hyphen, let distance = Bytes(offset.dropFirst()).decimal,
            (0...Int(last)).contains(distance)
        else { return nil }
        let number = sign == .plus ? base + CInt(distance) : base - CInt(distance)
        return (firstRealTime...last).contains(number) ? number : nil
    }

    /// "SIGTERM", "SIGRTMIN+3"; "signal 33" for the two that libc keeps for itself.
    public var description: String {
        if rawValue >= 1, rawValue <= Signal.names.count { return "SIG\(Signal.names[Int(rawValue) - 1])" }
        if rawValue == Signal.firstRealTime { return "SIGRTMIN" }
        if rawValue > Signal.firstRealTime, rawValue <= Signal.last {
            return "SIGRTMIN+\(rawValue - Signal.firstRealTime)"
        }
        return "signal \(rawValue)"
    }

    /// As it is mostly written: "TERM", "RTMIN+3".
    var shortName: String {
        let bytes = Bytes(description)
        return bytes.starts(with: "SIG") ? bytes.from(3).text : description
    }

    /// Whether its default is to stop a process: STOP, TSTP, TTIN and TTOU, which have the numbers 19 to 22.
    var suspends: Bool { (SIGSTOP...SIGTTOU).contains(rawValue) }

    /// Sends it to a process (kill(2)). That it is gone already is no error.
    func send(to pid: pid_t) throws(Errno) {
        do { try attempt { CRunUtils.kill(pid, rawValue) } } catch { if error != .noSuchProcess { throw error } }
    }
}
