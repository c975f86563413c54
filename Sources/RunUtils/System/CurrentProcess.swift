import CRunUtils

/// This process: how it was started, and how it ends.
enum CurrentProcess {
    static var pid: pid_t { getpid() }
    static var isInit: Bool { Simulation.current == nil && getpid() == 1 }
    static var isRoot: Bool { Ownership.current.uid == 0 }

    /// Its supplementary groups, whomever it acts for; none in a dry run.
    static var groups: [UInt32] {
        @inline(never) get {
            if Simulation.current != nil { return [] }
            var groups = [UInt32](repeating: 0, count: max(0, Int(ru_own_groups(nil, 0))))
            return unsafe ru_own_groups(&groups, CInt(groups.count)) == groups.count ? groups : []
        }
    }

    /// The arguments, the executable's name included; an empty argv is no error.
    static func arguments() -> [Bytes] {
        var arguments: [Bytes] = []
        var word = unsafe ru_arguments()
        while let text = unsafe word?.pointee {
            unsafe arguments.append(Bytes(cString: text))
            unsafe word = word?.advanced(by: 1)
        }
        return arguments
    }

    /// Opens /dev/null where 0, 1 or 2 is closed, so that no file of ours gets such a number.
    static func openStandardStreams() { ru_open_standard_streams() }

    /// A reader that is gone makes a write fail, which is handled, and does not end this process (SIGPIPE).
    static func ignoreBrokenPipes() { ru_ignore_broken_pipes() }

    /// Keeps other processes of the same user out of the memory and the environment of this one, which hold secrets: it cannot be traced,
    /// dumps no core, and what /proc has of it is root's (PR_SET_DUMPABLE in prctl(2)). Root's needs nothing.
    static func hideMemory() { if !isRoot { ru_hide_memory() } }

    /// The name of this machine (gethostname(2)): in a container, its id unless it was given one.
    static func hostName() -> String {
        unsafe Bytes(cString: ru_host_name()).text
    }

    /// The beginning of the commit that this executable was built from, as " (0123456789abcdef)"; empty where it is not known.
    static var commit: String { unsafe Bytes(cString: ru_commit_text()).text }

    /// Which boot of the machine this is; empty without /proc.
    static func bootIdentifier() -> String {
        let file = try? SystemFile.open("/proc/sys/kernel/random/boot_id")
        return ((try? file?.read(upTo: 64)) ?? []).trimmed.text
    }

    /// What /proc tells of this process under a name; empty without /proc.
    @inline(never) static func table(_ name: String) -> Bytes {
        (try? SystemFile.read(FilePath("/proc/self/\(name)"))) ?? []
    }

    /// Seconds since 1970 by the clock that people read.
    static func unixTime() -> Int { time(nil) }

    /// Random bytes of the kernel's (getrandom(2)).
    ///
    /// - Throws: Where there are none; what they would have been is not known to anybody then.
    static func randomBytes(_ count: Int) throws(Errno) -> Bytes {
        var bytes = Bytes(repeating: 0, count: count)
        try attempt { unsafe bytes.withUnsafeMutableBytes { unsafe ru_random_bytes($0.baseAddress, count) } }
        return bytes
    }

    /// A number that no other process draws, for a name.
    static func randomNumber() -> UInt32 {
        ((try? randomBytes(4)) ?? []).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Without /proc, children are looked for among so many pids before and after our own.
    private static let searchedPids: pid_t = 65536

    /// Its direct children, as /proc tells them; without it, those whose pid is near ours.
    static func children() -> [pid_t] {
        if let listed = ProcessTable.children(of: pid) { return listed }
        return (max(2, pid - searchedPids)...pid + searchedPids).filter { ru_is_child($0) }
    }

    /// Stops this process until it is told SIGCONT, as a shell's job.
    static func suspend() { kill(pid, SIGSTOP) }

    /// Orphaned descendants become children of this process (PR_SET_CHILD_SUBREAPER).
    static func adoptOrphans() { if Simulation.current == nil { _ = ru_become_subreaper() } }

    /// Gives back the stack and the heap that start-up used, before a long sleep.
    static func releaseMemory() {
        ru_release_heap()
        ru_release_stack()
    }

    /// Ends the process without running anything else. What the standard library's `print` has not written yet is written.
    static func exit(_ status: CInt) -> Never {
        ru_flush_output()
        _exit(status)
    }

    /// The same where a service may run: that is told to stop, and waited for.
    static func endWithService(_ status: CInt) -> Never {
        ru_flush_output()
        ru_end_service()
        _exit(status)
    }

}
