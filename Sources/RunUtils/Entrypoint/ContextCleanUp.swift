extension Context {
    /// Runs what puts things in order again, also when a stop was asked for, after which nothing else is started any more.
    /// Another stop ends it; afterwards the first one counts again.
    @export(interface) public func cleanUp(_ body: () throws(RunError) -> Void) throws(RunError) {
        try events().signals.postponingStop(body)
    }
}
