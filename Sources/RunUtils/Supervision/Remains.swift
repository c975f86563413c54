/// What is left when the service has ended: its descendants and adopted orphans.
struct Remains {
    let events: EventLoop
    /// The service's process group; nil when it was never started.
    let group: Int32?
    let console: Console

    /// Names all of them, tells them TERM, waits for them, kills those that stay, and reaps everything.
    ///
    /// - Parameters:
    ///   - deadline: When what they may take is over.
    ///   - cause: What there is to say before their names.
    ///   - level: How much it matters that there are any.
    func end(by deadline: Instant, _ cause: String = "", _ level: LogLevel = .info) {
        guard hasChildren else { return }
        let known = CurrentProcess.children()
        say(level, "\(cause)ending what it left", known)
        tell(.terminate)
        tell(.continue)
        if waitForAll(until: deadline, known) { return }
        say(.info, "killing what did not end", CurrentProcess.children())
        tell(.kill)
        // Each kill may orphan more processes into our care, so the rest is told again.
        for _ in 0..<20 where !waitForAll(until: .now + .milliseconds(50)) { tell(.kill) }
    }

    private func say(_ level: LogLevel, _ text: String, _ children: [Int32]) {
        let all = children.filter { !events.children.hasKilled($0) }.flatMap { ProcessTable.descendants(of: $0) }
        if !all.isEmpty { console.say(.message(level, "\(text): \(Daemon.names(all))")) }
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
