import CRunUtils

/// The end of this process where no error can be thrown: there is no memory for one, or nobody above could go on. `ru_end` says
/// why; here it is told how messages look, and what else is to end.
enum LastWords {
    /// - Parameter name: What messages begin with.
    static func setName(_ name: String) { Bytes(name).withCString { unsafe ru_name_end($0) } }

    /// - Parameters:
    ///   - line: An error's message, with its line end.
    ///   - place: The byte of it that stands for the text.
    ///   - timeOffset: Where a time of day is put (`Timestamp.text`); nil for nowhere.
    static func setMessage(_ line: Bytes, place: Int, timeOffset: Int?) {
        unsafe line.withUnsafeBufferPointer { line in
            unsafe ru_prepare_end(line.baseAddress, line.count, place, CInt(timeOffset ?? -1))
        }
    }

    /// This process's end is the container's, so the reason goes to the termination log too.
    static func concernsContainer() { ru_end_is_of_container() }

    /// The service is told to stop, and waited for, before this process ends.
    ///
    /// - Parameter grace: When it takes longer, it is killed; nil for never.
    static func setService(_ pid: pid_t, _ stopSignal: Signal, grace: Duration?) {
        ru_set_service_to_end(pid, stopSignal.rawValue, grace?.milliseconds ?? -1)
    }

    /// Does `body` beside a server that ends in the same way; where the service runs, it is that which is told.
    static func withServer<Result, Failure: Error>(
        _ pid: pid_t, _ stopSignal: Signal, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        if ru_has_service_to_end() { return try body() }
        setService(pid, stopSignal, grace: nil)
        defer { ru_set_service_to_end(0, 0, -1) }
        return try body()
    }
}
