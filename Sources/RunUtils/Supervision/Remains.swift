/// What is left when the service has ended: its descendants and adopted orphans.
struct Remains {
    let events: EventLoop
    /// The service's process group; nil when it was never started.
    let group: Int32?
    let console: Console

    /// How long they may take to end where a stop has no time of its own.
    private static let grace = Duration.seconds(2)

    /// Tells all of them TERM, waits for them, kills those that stay, and reaps everything.
    ///
    /// - Parameter deadline: When what a stop may take is over; nil where it may take any time.
    func end(by deadline: Instant?) {
        guard hasChildren else { return }
        let known = CurrentProcess.children()
        tell(.terminate)
        tell(.continue)
        if waitForAll(until: deadline ?? .now + Remains.grace, known) { return }
        let rest = CurrentProcess.children().flatMap { ProcessTable.descendants(of: $0) }
        if !rest.isEmpty { console.note("killing what did not end: \(Daemon.names(rest))") }
        tell(.kill)
        // Each kill may orphan more processes into our care, so the rest is told again.
        for _ in 0..<20 where !waitForAll(until: .now + .milliseconds(50)) { tell(.kill) }
    }

    /// Reaps those that have ended. Where that is not possible, there may be some.
    private var hasChildren: Bool { (try? events.children.reap()) ?? true }

    /// Below another init, the children of those that end come to us only then, and are told as well.
    ///
    /// - Parameter known: The children that have been told.
    /// - Returns: Whether no child is left.
    private func waitForAll(until deadline: Instant, _ known: [Int32] = []) -> Bool {
        var known = known
        while hasChildren {
            if .now >= deadline { return false }
            let children = CurrentProcess.isInit ? [] : CurrentProcess.children()
            for child in children where !known.contains(child) { try? Signal.terminate.send(to: child) }
            known = children
            do { try events.wait(until: deadline) } catch { return false }
        }
        return true
    }

    /// As PID 1 everybody is meant; elsewhere the service's group, and the orphans that a subreaper has adopted.
    private func tell(_ signal: Signal) {
        if CurrentProcess.isInit {
            try? signal.send(to: -1)
            return
        }
        if let group { try? signal.send(to: -group) }
        for child in CurrentProcess.children() { try? signal.send(to: child) }
    }
}
