import CRunUtils

/// Where this process sleeps: until a signal or child arrives, a descriptor is ready or a deadline is reached. Signals and the
/// ends of children are taken from the kernel here and nowhere else, into `signals` and `children`.
final class EventLoop {
    let signals: SignalInbox
    var children = ChildTable()
    /// What may not give way to a stop at once, a callback or one of its programs, has this long.
    var patience = Watchdog.longestPatience
    /// Kept between waits, since the kernel may take 5 to 20 ms for closing it (`ru_close_in_background`): other things are
    /// more urgent when a wait is over.
    var inotify: Inotify?

    /// Blocks all signals, from now on for the life of the process.
    init() throws(Errno) { signals = try SignalInbox() }

    /// Sleeps.
    ///
    /// - Parameters:
    ///   - interests: Descriptors; those that are ready come back marked.
    ///   - deadline: nil to wait for ever.
    func wait(_ interests: inout [Interest], until deadline: Instant?) throws(Errno) {
        var deadline = deadline
        if children.isBehind {
            let soon = Instant.now + .milliseconds(1)
            deadline = min(deadline ?? soon, soon)
        }
        defer { if children.isBehind { _ = try? children.reap() } }
        if interests.isEmpty && deadline == nil && Simulation.current == nil { return try take(waits: true) }
        var descriptors = [pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0)]
        for interest in interests {
            descriptors.append(
                pollfd(fd: interest.descriptor, events: Int16(interest.forWriting ? POLLOUT : POLLIN), revents: 0))
        }
        try attempt { unsafe poll(&descriptors, nfds_t(descriptors.count), EventLoop.milliseconds(until: deadline)) }
        for index in interests.indices { interests[index].isReady = descriptors[index + 1].revents != 0 }
        if descriptors[0].revents != 0 { try take() }
    }

    /// The same without descriptors.
    func wait(until deadline: Instant?) throws(Errno) {
        var none: [Interest] = []
        try wait(&none, until: deadline)
    }

    private func take(waits: Bool = false) throws(Errno) {
        if try signals.take(waits: waits) { try children.reap() }
    }

    /// The time left for poll(2), rounded up so that it does not wake a moment early.
    private static func milliseconds(until deadline: Instant?) -> CInt {
        guard let deadline else { return -1 }
        let left = (deadline - .now).nanoseconds
        return left <= 0 ? 0 : CInt(clamping: (left + 999_999) / 1_000_000)
    }

    /// Waits until all that `children.kill` killed is gone, so that a program that takes the place of this one inherits none of it.
    ///
    /// - Parameter patience: Nothing is waited for longer; a process may hang in the kernel.
    func awaitKilled(within patience: Duration) throws(Errno) {
        let deadline = Instant.now + patience
        while true {
            try children.reap()
            if !children.hasKilledLeft || .now >= deadline { return }
            // A grandchild may be another's to reap, and then nothing tells of its end.
            try wait(until: min(deadline, .now + .milliseconds(5)))
        }
    }
}
