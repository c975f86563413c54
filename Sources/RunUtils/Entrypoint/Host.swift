/// What the machine gives this container.
public enum Host {
    /// How many processors the container may use: those that it may run on, fewer where its control group has a quota of
    /// their time; a part of one counts as one (sched(7), cgroups(7)).
    public static var processorCount: Int { ProcessorCount.current() }

    /// This process's, in the container's namespace.
    package static var processID: Int32 { CurrentProcess.pid }

    /// Random bytes of the kernel's (getrandom(2)).
    ///
    /// - Throws: Status 71 where the kernel gives none: a secret is not made of what anybody could guess.
    @export(interface) public static func randomBytes(_ count: Int) throws(RunError) -> [UInt8] {
        do { return try CurrentProcess.randomBytes(count) } catch { throw RunError(cannot: "get random bytes", error) }
    }
}
