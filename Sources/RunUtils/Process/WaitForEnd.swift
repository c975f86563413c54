extension EventLoop {
    /// Waits for the end of a child that leads a process group. A stop is passed on to the group; when that does not end it, or
    /// its time is up, it is killed.
    ///
    /// - Parameters:
    ///   - name: The child's, for messages.
    ///   - limit: How long it may take; nil for as long as it takes.
    ///   - serve: Does what the child waits for without blocking, and returns the descriptors to wait for.
    /// - Throws: When a stop was asked for or the time is up, after the child has ended.
    func waitForEnd(
        of pid: Int32, _ name: String, within limit: Duration? = nil, _ serve: () throws(Errno) -> [Interest]
    ) throws(RunError) -> Termination {
        children.track(pid)
        Watchdog.setGroup(pid)
        defer { Watchdog.setGroup(0) }
        // What is left of the patience is for the callback that runs it.
        var ending = Ending(limit: limit.map { .now + $0 }, grace: patience.parts(7, of: 10))
        do throws(Errno) {
            while true {
                var interests = try serve()
                if let termination = children.exit(of: pid) {
                    if signals.stop == nil && ending.reason == nil { return termination }
                    break
                }
                switch ending.step(signals.stop, at: .now) {
                case nil: try wait(&interests, until: ending.wakeUp)
                case .tell(let signal):
                    try? signal.send(to: -pid)
                    try? Signal.continue.send(to: -pid)
                case .kill: try? Signal.kill.send(to: -pid)
                case .giveUp: children.forget(pid)
                }
                if ending.isGivenUp { break }
            }
        } catch {
            children.kill(-pid)
            throw RunError(cannot: "run \(name)", error)
        }
        if let stop = signals.stop { throw .stopped(stop, "\(name) was ended") }
        throw RunError(.unavailable, "\(name) did not end within \(limit?.shortText ?? "its time"); it was ended")
    }
}
