/// A condition that is waited for, how far it is, and the conditions that it consists of. A `not` is pushed down to the single
/// conditions below it, so that each wants something to hold and nothing is lost once it did.
final class PendingCondition {
    private let condition: WaitCondition
    /// Whether the condition must hold; it must not, below an odd number of `not`.
    let isWanted: Bool
    /// What it consists of; empty for a single condition.
    private let members: [PendingCondition]
    private let needsAll: Bool
    /// What the last complete probe of a single condition gave; pending before that.
    private var outcome = Probe.Outcome.pending
    private(set) var probe: Probe?
    private(set) var nextTry = Instant.now
    private let start = Instant.now
    /// Whether the log has what there is to be said of it.
    var isMentioned = false

    init(_ condition: WaitCondition, isWanted: Bool = true) {
        var (condition, isWanted) = (condition, isWanted)
        while case .not(let inner) = condition { (condition, isWanted) = (inner, !isWanted) }
        self.condition = condition
        self.isWanted = isWanted
        switch condition {
        case .all(let members):
            self.members = members.map { PendingCondition($0, isWanted: isWanted) }
            needsAll = isWanted
        case .any(let members):
            self.members = members.map { PendingCondition($0, isWanted: isWanted) }
            needsAll = !isWanted
        default:
            members = []
            needsAll = true
        }
    }

    private var isCombination: Bool {
        switch condition {
        case .all, .any: true
        default: false
        }
    }

    /// A file must hold to the last; another condition, once.
    var watchedPath: FilePath? { condition.watchedPath }

    var holds: Bool {
        if isCombination { return needsAll ? members.allSatisfy { $0.holds } : members.contains { $0.holds } }
        if isWanted { return outcome == .holds }
        if case .fails = outcome { return true }
        return false
    }

    /// Whether nothing can change any more.
    private var isSettled: Bool {
        if isCombination { return needsAll ? members.allSatisfy { $0.isSettled } : members.contains { $0.isSettled } }
        return holds && watchedPath == nil
    }

    /// The single conditions below it that matter still. What goes on of the others is ended.
    func collectOpen(into open: inout [PendingCondition]) {
        if isSettled { return cancel() }
        if !isCombination { return open.append(self) }
        for member in members { member.collectOpen(into: &open) }
    }

    /// Ends what goes on.
    func cancel() {
        probe?.cancel()
        probe = nil
        for member in members { member.cancel() }
    }

    /// Every path that is to be watched.
    var watchedPaths: [FilePath] {
        isCombination ? members.flatMap { $0.watchedPaths } : watchedPath.map { [$0] } ?? []
    }

    // MARK: Probing

    /// Whether it was tried to an end at least once.
    var isTried: Bool { outcome != .pending }

    /// Whether a semaphore seems to be up that may have been stale before. Somebody who removes a stale file holds its lock
    /// for a moment too, so that it is looked at once more. One that was not there appears with its owner's lock.
    func look(_ events: EventLoop, _ environment: Environment) -> Bool {
        let isSure = isTried && staleness == nil
        outcome = Probe(condition, events, environment).advance()
        if case .semaphore = condition { return !isSure && outcome == .holds }
        return false
    }

    /// Begins a try if it is time, goes on with it, and notes its end.
    func advance(_ events: EventLoop, _ environment: Environment, listeners: [UInt32]?) {
        let probe = probe ?? Probe(condition, events, environment, listeners: listeners)
        self.probe = probe
        let result = probe.advance()
        if result == .pending { return }
        outcome = result
        // What appears is noticed within a part of the time that was waited for it.
        nextTry = .now + max(.milliseconds(2), min((.now - start).parts(of: 32), .seconds(1)))
        self.probe = nil
    }

    // MARK: Text

    /// The target as it is spelled.
    var name: String { printable((isWanted ? "" : "!") + condition.description) }

    /// The target and why it does not hold.
    var text: String {
        if !isCombination { return "\(name): \(reason)" }
        let unmet = members.filter { !$0.holds }.map { $0.text }
        return "\(name): " + (unmet.isEmpty ? "nothing to wait for" : unmet.joined(separator: "; "))
    }

    private var reason: String {
        switch outcome {
        case .pending: probe?.stage ?? "not tried yet"
        case .holds: "still so"
        case .fails(let reason), .unknown(let reason): reason
        }
    }

    /// What the log is to have of it, once; nil for nothing.
    var remark: String? {
        if let staleness { return "\(name) is \(staleness); waiting for a fresh one" }
        guard let word = condition.wordForShell else { return nil }
        return quoted(word.text) + " is an argument in " + name + ", which no shell reads; expected sh -c '…'"
    }

    /// Why a wanted semaphore counts as stale; nil when it does not.
    var staleness: String? {
        guard isWanted, case .semaphore = condition, case .fails(let reason) = outcome,
            Bytes(reason).starts(with: "stale")
        else { return nil }
        return reason
    }
}
