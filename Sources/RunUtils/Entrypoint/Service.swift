/// A service: a program, and how it is started, watched and stopped.
///
/// ```swift
/// var service = Service("redis-server", "/run/redis/redis.conf")
/// service.ready = .tcp(port: 6379)
/// service.stop = [.signal(.terminate, grace: .seconds(30)), .kill]
/// ```
///
/// What is not set has the default that most services need. `Context.runDaemon` runs it.
public struct Service {
    /// The program and its arguments.
    public var program: Program
    /// Who it runs as: "name", "uid", "name:group" or "uid:gid", where the group is its only one; nil for the account that
    /// USER_NAME describes, or the id of USER_UID alone, or, where there is neither, the entrypoint's own user.
    public var user: String?
    /// What it keeps where its user is not root; it has no other capabilities, and no way to get any (no_new_privs). The
    /// container must hold them. A service that is root keeps all that the container has.
    public var capabilities: [Capability] = []
    /// What must hold before it starts, besides WAIT_FOR.
    public var waitFor: [WaitCondition] = []
    /// How long all of that may take together, zero for as long as it takes; nil for WAIT_TIMEOUT.
    public var waitTimeout: Duration?
    /// When it counts as ready; nil: when its program executes.
    public var ready: Readiness?
    /// How it is stopped. A SIGTERM to the entrypoint becomes the first signal of it.
    public var stop: StopPlan = .signal(.terminate)
    /// When a stop takes longer, it is killed; nil for STOP_GRACE.
    public var stopGrace: Duration?
    /// Exit statuses of it that count as 0: a program may exit with 143 after a SIGTERM; nil for SUCCESS_STATUS.
    public var successStatuses: [ExitStatus]?
    /// What signals do that are not to reach it as they are.
    public var signals: [SignalRule] = []
    /// Files and directories; a change has the effect of a SIGHUP.
    public var reloadsOnChange: [FilePath] = []
    /// Whether it may start beside the service of another process of this container. By default that is refused, with status
    /// 1, since two of them would work on the same files.
    public var mayRunBesideAnother = false

    /// A service by its program.
    @export(interface) public init(_ program: Program) { self.program = program }

    /// A service by its words: the program's name, looked up in PATH when it holds no slash, then the arguments.
    @export(interface) public init(_ words: String...) { program = Program(words) }
}

extension Service {
    /// Why it cannot be as it is, by its author's mistake; nil when it can.
    var objection: String? {
        if program.words.first?.isEmpty ?? true { return "it has no program" }
        for (index, step) in stop.steps.enumerated() where index + 1 < stop.steps.count {
            switch step {
            case .signal(let signal, grace: nil):
                return "its stop plan never comes to what follows \(signal), which has no grace"
            case .kill: return "its stop plan goes on after a kill"
            case .signal: break
            }
        }
        return SignalRule.objection(signals, stopSignal: stop.firstSignal) ?? readinessObjection
    }

    /// The same of its readiness, which `health` asks for by its text.
    private var readinessObjection: String? {
        #if !hasFeature(Embedded)
            // Not at the start in an image: what is the same each time, dry runs have seen.
            switch ready {
            case .notifyDescriptor(let number)? where !(3...255).contains(number):
                return "its readiness writes to descriptor \(number), which is not one from 3 to 255"
            case .condition(let probe)?:
                if let objection = probe.objection { return "its readiness " + objection }
                if WaitCondition(spelling: probe.spelling) != probe {
                    return "its readiness \(probe) has an environment of its own, which health cannot know"
                }
            default: break
            }
        #endif
        return nil
    }
}
