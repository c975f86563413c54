import CRunUtils

/// Ends this process when an author's callback does not give way to a stop: the library takes signals only when the
/// callback calls it.
enum Watchdog {
    /// How long a callback may take to return after a stop.
    static let grace = 5

    /// Runs a callback under watch. A process that a stop has reached, and that did not come back in time, exits with
    /// 128 + the signal.
    ///
    /// - Parameter name: What its message begins with.
    static func watching<Value, Failure: Error>(
        _ name: String, _ callback: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        if Simulation.current != nil { return try callback() }
        let stops = EventQueue.stopSignals
        Bytes(name).withCString { unsafe ru_watchdog_start($0, stops, CInt(stops.count), CInt(grace)) }
        defer { ru_watchdog_end() }
        return try callback()
    }

    /// The same for a function that runs beside a service: a stop that it does not heed is sent to the service, and this
    /// process ends with the service.
    static func watching<Failure: Error>(
        _ name: String, beside service: pid_t, stopSignal: Signal, _ function: () throws(Failure) -> Void
    ) throws(Failure) {
        ru_watchdog_set_service(service, stopSignal.rawValue)
        defer { ru_watchdog_set_service(0, 0) }
        try watching(name, function)
    }

    /// Says which process group is ended too: that of the one-off command that runs now; 0 for none.
    static func setGroup(_ group: pid_t) { ru_watchdog_set_group(group) }
}
