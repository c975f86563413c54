/// A file that exists while a service is up, so that another container can wait for it on a shared volume.
final class Semaphore {
    typealias Content = HeldFile.Content

    private let file: HeldFile

    private init(_ file: HeldFile) { self.file = file }

    /// What is at a path.
    static func state(of path: FilePath) throws(Errno) -> HeldFile.State {
        let entry: Entry
        do { entry = try PathWalk.entry(path) } catch {
            if error == .noSuchFile || error == .notDirectory { return .absent }
            throw error
        }
        return try HeldFile.state(entry)
    }

    /// Removes what a killed owner left at a path, also half-made files beside it.
    ///
    /// - Returns: Whether there was something.
    /// - Throws: When a living owner holds it, or something else is there.
    @discardableResult
    static func removeStale(at path: FilePath) throws(RunError) -> Bool {
        let state: HeldFile.State
        do throws(Errno) {
            let entry = try PathWalk.entry(path)
            try HeldFile.sweep(entry)
            state = try HeldFile.removeLeft(entry)
        } catch {
            // What is above it is made, or named, when it is published.
            if error == .noSuchFile || error == .notDirectory { return false }
            throw RunError(cannot: "clear the semaphore", path, error)
        }
        if let objection = objection(to: state, at: path) { throw objection }
        if case .left = state { return true }
        return false
    }

    /// Tries whether the file system takes a semaphore, so that no service is started for nothing.
    ///
    /// - Parameter makesDirectory: Whether its directory is made where it is missing; otherwise nothing can be told then.
    /// - Returns: Whether it was tried.
    static func tryLock(_ path: FilePath, _ content: Content, makesDirectory: Bool) throws(RunError) -> Bool {
        let path = path.entry
        let parent: DirectoryHandle
        let failure: Errno?
        do throws(Errno) {
            parent = makesDirectory ? try directory(path.parent) : try PathWalk.directory(path.parent)
            failure = try HeldFile.tryLock(Entry(directory: parent, name: path.name), content)
        } catch {
            if !makesDirectory && (error == .noSuchFile || error == .notDirectory) { return false }
            throw RunError(cannot: "publish the semaphore", path, error)
        }
        guard let failure else { return true }
        let kind = MountTable.kind(of: parent.rawValue).map { " (\($0))" } ?? ""
        throw RunError(
            ExitStatus(failure), "cannot lock the semaphore \(quoted(path)) by fcntl(2): \(failure.description)",
            hint: "the file system of \(quoted(path.parent))\(kind) gives no lock; name a semaphore on another one")
    }

    /// Publishes: the file appears with its content and its lock at once.
    ///
    /// - Throws: When a living owner holds the path, something else is there, or the system refuses.
    static func publish(_ path: FilePath, _ content: Content) throws(RunError) -> Semaphore {
        let state: HeldFile.State
        do throws(Errno) {
            let path = path.entry
            let entry = Entry(directory: try directory(path.parent), name: path.name)
            if let file = try HeldFile.make(entry, content) { return Semaphore(file) }
            state = try HeldFile.state(entry)
        } catch { throw RunError(cannot: "publish the semaphore", path, error) }
        throw objection(to: state, at: path) ?? RunError(cannot: "publish the semaphore", path, .exists)
    }

    /// A new directory is open to all, as those who share a volume need it, but nobody can remove what is another's.
    private static func directory(_ path: FilePath) throws(Errno) -> DirectoryHandle {
        try DirectoryHandle.make(path, exactMode: 0o1777)
    }

    private static func objection(to state: HeldFile.State, at path: FilePath) -> RunError? {
        switch state {
        case .absent, .left: nil
        case .foreign(let status):
            RunError(
                .configuration,
                "\(quoted(path)) is not a \(status.kind == .regular ? "semaphore" : "regular file"); expected a semaphore, or nothing",
                hint: "it belongs to user \(status.owner.uid) and was left as it is; name another file")
        case .held(let content, _, _):
            RunError(
                .configuration, "the semaphore \(quoted(path)) is held by another daemon: \(content.owner)",
                hint: "give each service a semaphore of its own")
        }
    }

    /// Removes the file if it is still ours; `remove` is yet to come.
    func withdraw() { file.removeName() }

    /// Removes the file if it is still ours, and lets go of the lock.
    func remove() { file.remove() }
}
