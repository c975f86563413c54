/// A condition, for a unit test that says whether it holds.
final class SimulatedCondition: SimulatedMatter {
    let condition: WaitCondition

    init(_ condition: WaitCondition) { self.condition = condition }
}

extension Simulation {
    /// Why a condition does not hold; nil when it does.
    func reasonAgainst(_ condition: WaitCondition) -> String? {
        if holds(SimulatedCondition(condition)) { return nil }
        return "\(printable(condition.description)): does not hold"
    }

    /// Waits for conditions, which hold at once or never.
    ///
    /// - Returns: Those that do not, with the reason.
    func wait(for conditions: [WaitCondition]) -> [String] {
        var unmet: [String] = []
        for condition in conditions {
            let reason = reasonAgainst(condition)
            note(.waited(target: condition.description, held: reason == nil))
            if let reason { unmet.append(reason) }
        }
        return unmet
    }
}
