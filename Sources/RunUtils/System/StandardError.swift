import CRunUtils

/// Standard error, where the entrypoint's messages go.
enum StandardError {
    /// Writes a message. A reader that is gone or does not read is no reason to fail or to hang: the message is lost then.
    ///
    /// - Returns: Whether all of it was written.
    @discardableResult
    static func write(_ message: Bytes) -> Bool {
        if let simulation = Simulation.current {
            simulation.write(message, to: 2)
            return true
        }
        return unsafe message.withUnsafeBytes { unsafe ru_write_message($0.baseAddress, $0.count) }
    }
}
