/// What the daemon of this container is doing, for `health`, which runs in another process: a semaphore in a place of the
/// container's own. The lock tells whether the daemon lives.
final class StateFile {
    private let name: String
    /// What `health` asks as well.
    var readyProbe: WaitCondition?
    private var semaphore: Semaphore?
    /// What does not change with the phase.
    private let origin: Semaphore.Content

    /// The first writable place is used; a container with a read-only root still has a /dev/shm.
    static func places(_ name: String) -> [FilePath] {
        ["/run/runutils", "/dev/shm/runutils", "/tmp/runutils"].map { FilePath("\($0)/\(name)") }
    }

    /// - Parameter name: The image's.
    init(_ name: String) {
        self.name = name
        origin = Semaphore.Content(origin: name)
    }

    /// Tells the phase. A container without any writable place does without.
    ///
    /// - Parameter status: What the service says that it does.
    func tell(_ phase: Phase, status: String? = nil) {
        var content = content(phase)
        if let status { content.fields.append(("status", Bytes(status))) }
        if let readyProbe { content.fields.append(("ready", readyProbe.spelling)) }
        if let semaphore {
            try? semaphore.update(content)
            return
        }
        for place in StateFile.places(name) {
            if let published = try? Semaphore.publish(place, content) {
                semaphore = published
                return
            }
        }
    }

    /// Whether there is a place.
    var isTold: Bool { semaphore != nil }

    /// What a semaphore of this daemon says in a phase.
    func content(_ phase: Phase) -> Semaphore.Content {
        var content = origin
        content.fields.append(("state", Bytes(phase.rawValue)))
        content.fields.append(("since", Bytes("\(CurrentProcess.unixTime())")))
        return content
    }

    func remove() {
        semaphore?.remove()
        semaphore = nil
    }

    /// What the daemon of this container told last; nil when none runs.
    static func read(_ name: String) -> Semaphore.Content? {
        for place in places(name) {
            if case .up(let content)? = try? Semaphore.state(of: place) { return content }
        }
        return nil
    }
}

extension Semaphore.Content {
    /// Whose semaphore it is: the image, and this process of this container.
    init(origin image: String) {
        self.init([
            ("image", image), ("host", CurrentProcess.hostName()), ("pid", "\(CurrentProcess.pid)"),
            ("boot", CurrentProcess.bootIdentifier()),
        ])
    }
}
