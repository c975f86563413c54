/// The owner of everything in a tree.
enum TreeOwnership {
    /// Gives a tree to an owner: only wrong entries are changed, links are not followed, other mounts are left alone. Says
    /// how many it changed; nothing when all are right.
    ///
    /// - Throws: Where it was refused, and a stop. What was changed until then stays so, and the next call goes on there.
    static func ensure(_ path: FilePath, _ owner: Ownership, _ console: Console, _ events: EventLoop) throws(RunError) {
        let start = Instant.now
        let walk = OwnershipWalk(owner) {
            try? events.wait(until: .now)
            return events.signals.stop == nil
        }
        let isComplete: Bool
        do { isComplete = try walk.give(path) } catch {
            let isTop = error == .tooManyLinks
            let place = isTop || walk.entries == 0 ? path : walk.place
            throw RunError(cannot: "change the owner of", place, error, hint: hint(error, path), for: owner)
        }
        if walk.changed > 0 {
            let counts = "\(grouped(walk.changed)) of \(grouped(walk.entries)) entries"
            console.note("changed the owner of \(counts) below \(quoted(path)) (\((Instant.now - start).shortText))")
        }
        if let spared = walk.spared {
            console.warn(
                quoted(spared) + " stays another's: who gets the rest could have moved it there, and may not read it")
        }
        if !isComplete { try events.throwIfStopped("the owner of \(quoted(path)) is changed in part") }
    }

    private static func hint(_ error: Errno, _ path: FilePath) -> String? {
        switch error {
        case .tooManyLinks: "name the directory that the link leads to"
        case .stale: "it was moved meanwhile; nothing else may rename directories there"
        default: Refusal.hint(error, in: path, needs: .chown)
        }
    }
}
