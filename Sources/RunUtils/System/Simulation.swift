/// What stands in for the machine when an author's unit test runs a command in-process (see `DryRun`): a directory in
/// the place of "/", owners that are kept in a table, programs, waits and questions that are noted and answered by the
/// test. The functions that touch the machine ask for it. An image's executable has none of this.
final class Simulation: @unchecked Sendable {
    #if hasFeature(Embedded)
        @inline(__always) static var current: Simulation? { nil }
    #else
        /// That of the test which runs now.
        @TaskLocal static var current: Simulation?
    #endif

    let scene: SimulatedScene
    private var owners: [Owned] = []
    private(set) var output = Bytes()
    private(set) var messages = Bytes()
    /// What would have happened, in order.
    private(set) var events: [SimulatedEvent] = []
    /// The service as it is going to be started.
    var prospect: SimulatedMatter?
    /// The signals that are still to reach the service.
    private var signals: ArraySlice<Signal>
    /// How the program ended that took the place of this process; nil where none did.
    private(set) var replacementStatus: Int32?
    /// Who this process has become.
    var identity: Identity?
    /// Whether the test did something wrong that was said already.
    private(set) var isMistaken = false

    private struct Owned {
        let device: UInt64
        let inode: UInt64
        let owner: Ownership
    }

    init(_ scene: SimulatedScene) {
        self.scene = scene
        signals = scene.signals[...]
    }

    // MARK: Files

    var root: FilePath { scene.root }
    var user: Ownership { scene.user }

    /// The owner that a file was given, instead of the user who runs the test.
    func owner(device: UInt64, inode: UInt64) -> Ownership {
        owners.last { $0.device == device && $0.inode == inode }?.owner ?? user
    }

    func changeOwner(of status: FileStatus, to owner: Ownership) {
        owners.append(Owned(device: status.device, inode: status.inode, owner: owner))
    }

    func write(_ bytes: Bytes, to descriptor: Int32) {
        if descriptor == 1 { output += bytes } else { messages += bytes }
    }

    // MARK: The test's mistakes

    /// Says what of the scene was of no use.
    func blame(for count: Int, _ what: String) {
        if count == 0 { return }
        isMistaken = true
        write(Bytes("dryRun: \(what): \(count)\n"), to: 2)
    }

    // MARK: Events

    func note(_ event: SimulatedEvent) { events.append(event) }

    /// Whether a condition holds.
    func holds(_ condition: SimulatedMatter) -> Bool { scene.holds(condition) }

    /// What is typed when something is asked for; nil when the test has no answer to that, which is its mistake.
    func answer(to question: String) -> Bytes? {
        note(.asked(question))
        let answer = scene.prompt?(question)
        if answer == nil { isMistaken = true }
        return answer.map { Bytes($0) }
    }

    func run(_ start: SimulatedStart) -> SimulatedAnswer {
        note(.program(start))
        return scene.answer(start)
    }

    func serve(_ start: SimulatedStart) -> SimulatedAnswer {
        note(.serverStarted(start))
        return scene.answer(start)
    }

    /// A program takes the place of this process.
    func replace(by start: SimulatedStart) {
        note(.replaced(start))
        replacementStatus = scene.answer(start).status
    }

    /// Starts the service.
    ///
    /// - Returns: How it will end.
    func startService(_ start: SimulatedStart) -> Int32 {
        note(.service(start, prospect))
        return scene.answer(start).status
    }

    /// Whether a signal is still to reach the service.
    var hasSignals: Bool { !signals.isEmpty }

    /// How many signals there were for a service that did not run; what comes after its end is lost.
    var uselessSignals: Int { signals.count == scene.signals.count ? signals.count : 0 }

    /// The next of them.
    func nextSignal() -> Signal? {
        let signal = signals.popFirst()
        if let signal { note(.signalArrived(signal)) }
        return signal
    }
}
