extension EventLoop {
    /// Sleeps as `wait` does, for callers that do not look at which descriptor is ready.
    func sleep(_ interests: [Interest] = [], until deadline: Instant?) throws(RunError) {
        var interests = interests
        do { try wait(&interests, until: deadline) } catch { throw RunError(cannot: "wait", error) }
    }

    /// Gives up what is going on when a stop was asked for.
    ///
    /// - Parameter consequence: What is left undone, for the message.
    func throwIfStopped(_ consequence: String) throws(RunError) {
        if let stop = signals.stop { throw .stopped(stop, consequence) }
    }
}
