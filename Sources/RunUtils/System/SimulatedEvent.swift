/// Something of a layer above this one, which knows what it is.
class SimulatedMatter {}

/// A program that was to be started, in a dry run.
struct SimulatedStart {
    let words: [Bytes]
    let directory: FilePath?
    let environment: Environment
    let identity: Identity?
    let input: Bytes
}

/// How a program ends that is not started, and what it writes.
struct SimulatedAnswer {
    let status: Int32
    let output: Bytes
    let errors: Bytes
}

/// What would have happened.
enum SimulatedEvent {
    case waited(target: String, held: Bool)
    case asked(String)
    case rendered(FilePath)
    case program(SimulatedStart)
    case serverStarted(SimulatedStart)
    case serverStopped(SimulatedStart)
    case service(SimulatedStart, SimulatedMatter?)
    case replaced(SimulatedStart)
    /// To the entrypoint, while the service runs.
    case signalArrived(Signal)
    case signalToService(Signal)
    /// To the daemon beside the command.
    case signalToDaemon(Signal)
}

/// What a dry run finds.
struct SimulatedScene {
    let root: FilePath
    let user: Ownership
    /// A stop that arrives before anything else.
    var stop: Signal?
    /// What the daemon beside the command does; nil for none.
    var phase: String?
    /// What reaches the service.
    var signals: [Signal] = []
    /// What standard input holds where it is no terminal.
    var input = Bytes()
    /// What is typed, by the question; nil where standard input is no terminal.
    var prompt: ((String) -> String?)?
    /// Whether a condition holds.
    let holds: (SimulatedMatter) -> Bool
    /// How a program ends.
    let answer: (SimulatedStart) -> SimulatedAnswer
}
