import CRunUtils

/// Everything that a new program starts with.
struct SpawnRequest {
    var path: FilePath
    var arguments: [Bytes]
    var environment: Environment
    var directory: FilePath?
    /// nil: the user stays.
    var identity: Identity?
    /// No new privileges, and no capabilities but `keptCapabilities`: for a program that does not run as root.
    var dropsPrivileges = false
    /// A bit each; given as ambient, and left in the bounding set.
    var keptCapabilities: UInt64 = 0
    var newGroup = false
    /// With a group of its own, and no terminal: it cannot ask anybody behind our back, nor be stopped for trying (setsid(2)).
    var newSession = false
    /// nil: ours.
    var fileMask: FileMode?
    /// A terminal whose foreground the new process group becomes.
    var terminal: CInt?
    /// Descriptors for 0, 1 and 2, above 2; nil where ours is inherited.
    var standardStreams: (input: CInt?, output: CInt?, error: CInt?) = (nil, nil, nil)
    /// A descriptor that the program gets under a number which it knows.
    var notification: (descriptor: CInt, number: CInt)?
    /// Sent to it when this process dies.
    var deathSignal: Signal?

    /// Drops the privileges of a program that does not run as root; one that does keeps what this process has.
    mutating func dropPrivileges(keeping capabilities: [Capability] = []) {
        if identity?.isRoot ?? CurrentProcess.isRoot { return }
        dropsPrivileges = true
        keptCapabilities = Capability.mask(capabilities)
    }

    /// Starts the program as a child (clone(2) and execve(2)).
    ///
    /// - Returns: Its pid, once it is executing.
    func spawn() -> Result<pid_t, SpawnFailure> {
        let (pid, failure) = perform(.spawn)
        return pid < 0 ? .failure(failure) : .success(pid)
    }

    /// Replaces this process by the program. Returns only when it could not.
    ///
    /// - Returns: Why not.
    func execute() -> SpawnFailure { perform(.execute).failure }

    /// Makes this process run as the request's identity itself; nothing else of the request counts.
    ///
    /// - Returns: Why it does not; nil when it does.
    func become() -> SpawnFailure? {
        if Simulation.current != nil { return nil }
        let (result, failure) = perform(.become)
        return result < 0 ? failure : nil
    }

    private enum Action { case spawn, execute, become }

    /// - Returns: A pid or 0, with a failure that means nothing; or -1 and why.
    private func perform(_ action: Action) -> (result: pid_t, failure: SpawnFailure) {
        var result: pid_t = -1
        var request = unsafe ru_request()
        unsafe request.standard_input = standardStreams.input ?? -1
        unsafe request.standard_output = standardStreams.output ?? -1
        unsafe request.standard_error = standardStreams.error ?? -1
        unsafe request.notification = notification?.descriptor ?? -1
        unsafe request.notification_number = notification?.number ?? -1
        unsafe request.terminal = terminal ?? -1
        unsafe request.new_group = newGroup
        unsafe request.new_session = newSession
        unsafe request.file_mask = fileMask.map { CInt($0) } ?? -1
        unsafe request.death_signal = deathSignal?.rawValue ?? 0
        let change = identity.flatMap { $0.isCurrent && !$0.isRoot ? nil : $0 }
        unsafe request.change_user = change != nil
        unsafe request.drop_privileges = dropsPrivileges
        unsafe request.kept_capabilities = keptCapabilities
        unsafe request.uid = change?.uid ?? 0
        unsafe request.gid = change?.gid ?? 0
        let groups = change?.groups ?? []
        let arguments = CStringArray(arguments)
        let environment = CStringArray(environment.words)
        unsafe request.arguments = UnsafePointer(arguments.pointers)
        unsafe request.environment = UnsafePointer(environment.pointers)
        unsafe groups.withUnsafeBufferPointer { groups in
            unsafe request.groups = groups.baseAddress
            unsafe request.group_count = groups.count
            path.bytes.withCString { path in
                unsafe request.path = path
                (directory?.bytes ?? []).withCString { directory in
                    unsafe request.directory = self.directory == nil ? nil : directory
                    switch action {
                    case .spawn: unsafe result = ru_spawn(&request)
                    case .execute: unsafe ru_execute(&request)
                    case .become: unsafe result = ru_become(&request) ? 0 : -1
                    }
                }
            }
        }
        withExtendedLifetime((arguments, environment)) {}
        return unsafe (result, SpawnFailure(stage: SpawnFailure.Stage(request.stage), error: Errno(request.error)))
    }
}

/// A NULL-terminated array of C strings, as execve(2) takes it.
@safe private final class CStringArray {
    let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ strings: [Bytes]) {
        count = strings.count
        unsafe pointers = .allocate(capacity: count + 1)
        for index in 0..<count { unsafe pointers[index] = strings[index].withCString { unsafe strdup($0) } }
        unsafe pointers[count] = nil
    }

    deinit {
        for index in 0..<count { unsafe free(pointers[index]) }
        unsafe pointers.deallocate()
    }
}
