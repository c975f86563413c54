import CRunUtils

/// Ends this process when an author's callback does not give way to a stop: the library takes signals only when the
/// callback calls it.
enum Watchdog {
    /// How long a callback may take to return after a stop.
    static let longestPatience = Duration.seconds(5)
    private static let shortestPatience = Duration.milliseconds(100)

    /// How long a service may take to be gone after SIGKILL.
    static let timeAfterKill = Duration.milliseconds(RU_AFTER_KILL)

    /// How much of the time that a stop may take is a callback's.
    static func patience(within grace: Duration?) -> Duration {
        min(longestPatience, max(shortestPatience, grace ?? longestPatience))
    }

    /// What is said when a callback does not give way.
    struct Farewell {
        /// For standard error, with a line end.
        let line: Bytes
        /// Where a time of day is put into it (`Timestamp.text`); nil for nowhere.
        let timeOffset: Int?
        /// For the termination log, when the process does not end well.
        let reason: Bytes
    }

    /// Runs a callback under watch. A process that a stop has reached, and that did not come back in time, exits with
    /// 128 + the signal.
    ///
    /// - Parameter patience: How long it may take after a stop.
    static func watching<Value, Failure: Error>(
        _ farewell: Farewell, patience: Duration, _ callback: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        if Simulation.current != nil { return try callback() }
        start(farewell, patience)
        defer { ru_watchdog_end() }
        return try callback()
    }

    /// The same for a function that runs beside a service: a stop that it does not heed is sent to the service, and this
    /// process ends with the service.
    ///
    /// - Parameter grace: After so long from the stop the service is killed; nil for never.
    static func watching<Failure: Error>(
        _ farewell: Farewell, patience: Duration, beside service: pid_t, stopSignal: Signal, grace: Duration?,
        _ function: () throws(Failure) -> Void
    ) throws(Failure) {
        if Simulation.current != nil { return try function() }
        ru_watchdog_set_service(service, stopSignal.rawValue, grace?.milliseconds ?? -1)
        defer { ru_watchdog_set_service(0, 0, -1) }
        try watching(farewell, patience: patience, function)
    }

    private static func start(_ farewell: Farewell, _ patience: Duration) {
        let line = farewell.line
        unsafe line.withUnsafeBufferPointer { line in
            farewell.reason.withCString { reason in
                unsafe ru_watchdog_start(
                    line.baseAddress, line.count, CInt(farewell.timeOffset ?? -1), reason, patience.milliseconds)
            }
        }
    }

    /// Says which process group is ended too: that of the one-off command that runs now; 0 for none.
    static func setGroup(_ group: pid_t) { ru_watchdog_set_group(group) }
}
