/// What the daemon of this container is doing, for `health`, which runs in another process: a file that is held, in a place of
/// the container's own. The lock tells whether the daemon lives, and which process of this container it is.
final class StateFile {
    private let name: String
    /// What `health` asks as well.
    var readyProbe: WaitCondition?
    /// Who the service runs as, which `health` does not trust either.
    var user: Identity?
    private var file: HeldFile?
    /// Whether it is where the next daemon of the container takes its place.
    private var isAtItsPlace = false
    /// What does not change with the phase.
    private let origin: HeldFile.Content

    /// Whether this process tells it, and so must not open the file once more.
    nonisolated(unsafe) private static var isOwn = false

    /// The first writable place is used; a container with a read-only root still has a /dev/shm, which the containers of a pod
    /// may share.
    private static let places: [FilePath] = ["/run", "/dev/shm", "/tmp"]

    private static func fileName(_ name: String) -> Bytes { Bytes("runutils-\(name)") }

    /// - Parameter name: The image's.
    init(_ name: String) {
        self.name = name
        origin = HeldFile.Content(origin: name)
    }

    /// Tells the phase. A container without any writable place does without.
    ///
    /// - Parameter status: What the service says that it does.
    func tell(_ phase: Phase, status: String? = nil) {
        var content = content(phase)
        if let status { content.fields.append(("status", Bytes(Bytes(status).prefix(1024)))) }
        if let user { content.fields.append(("user", Bytes(user.ids))) }
        if let readyProbe { content.fields.append(("ready", readyProbe.spelling)) }
        if let file {
            try? file.update(content)
            return
        }
        for place in StateFile.places {
            guard let directory = try? DirectoryHandle.make(place) else { continue }
            let plain = StateFile.fileName(name)
            if Simulation.current == nil { unsafe StateFile.isOwn = true }
            // Somebody else's may have the name; then any other does.
            for name in [plain, plain + Bytes(".\(CurrentProcess.randomNumber())")] {
                file = (try? HeldFile.make(Entry(directory: directory, name: name), content, .ofProcess)) ?? nil
                if file != nil {
                    isAtItsPlace = place == StateFile.places[0] && name == plain
                    return
                }
            }
        }
    }

    /// Whether there is a place.
    var isTold: Bool { file != nil }

    /// What a semaphore of this daemon says in a phase.
    func content(_ phase: Phase) -> HeldFile.Content {
        var content = origin
        content.fields.append(("state", Bytes(phase.rawValue)))
        content.fields.append(("since", Bytes("\(CurrentProcess.unixTime())")))
        return content
    }

    /// At the daemon's end. That of PID 1 ends its container, where nobody believes the file any more: to remove it would take as
    /// long as all else at the end.
    func end() {
        if !isAtItsPlace || !CurrentProcess.isInit { file?.removeName() }
        file = nil
        unsafe StateFile.isOwn = false
    }

    /// What the daemon of this container told last.
    struct Told {
        let content: HeldFile.Content
        /// The daemon's process, as the kernel says.
        let pid: Int32
        /// Whose file it is.
        let owner: UInt32

        /// Who the daemon runs as where that is not root; of that user's groups nothing is known.
        var daemonUser: Identity? { owner == 0 ? nil : Identity(ids: "\(owner):\(owner)") }

        /// Who the service runs as.
        var user: Identity? { content["user"].flatMap { Identity(ids: $0) } }
    }

    /// What the daemon of this container told last; nil when none runs. Not for the daemon's own process, which would lose its
    /// lock by that.
    ///
    /// It is believed when it is root's, or else one's own user's or that of PID 1, and held by a process of that user's or
    /// root's, in this PID namespace, that sees the same files: containers may share the place, the user and their processes.
    static func read(_ name: String) -> Told? {
        if let simulation = Simulation.current {
            guard let phase = simulation.scene.phase else { return nil }
            return Told(content: HeldFile.Content([("state", phase)]), pid: 0, owner: 0)
        }
        if unsafe isOwn { return nil }
        var own: Told?
        for place in places {
            guard let directory = try? PathWalk.directory(place) else { continue }
            for name in names(of: fileName(name), in: directory) {
                guard let owner = (try? directory.status(of: name))??.owner.uid, canBelieve(owner),
                    case .held(let content, let status, by: .ofProcess(let pid?))? =
                        try? HeldFile.state(Entry(directory: directory, name: name))
                else { continue }
                let told = Told(content: content, pid: pid, owner: status.owner.uid)
                // Whoever can write to a file can lock it. Without /proc nothing is known of who has.
                let holder = ProcessTable.owner(of: pid)
                guard ProcessTable.sharesFiles(with: pid), [nil, 0, told.owner].contains(holder) else { continue }
                if told.owner == 0 { return told }
                let isFirst = pid == 1 && holder == told.owner
                if told.owner == Ownership.current.uid || isFirst { own = own ?? told }
            }
        }
        return own
    }

    /// Whether a file of that user's is opened at all: others can make as many as they like.
    private static func canBelieve(_ owner: UInt32) -> Bool {
        owner == 0 || owner == Ownership.current.uid || owner == ProcessTable.owner(of: 1)
    }

    private static func names(of name: Bytes, in directory: DirectoryHandle) -> [Bytes] {
        [name] + ((try? directory.names(startingWith: name + Bytes("."))) ?? [])
    }
}
