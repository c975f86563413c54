/// Tells that files have changed, once they have been quiet for a moment: an editor writes several times, and a volume's
/// manager several files. Network file systems tell of nothing.
final class ChangeWatch {
    /// How long nothing more may happen.
    private static let quiet = Duration.milliseconds(100)
    private var inotify: Inotify?
    private var deadline: Instant?

    /// - Parameter paths: Files and directories. Of a file, its directory is watched as well, since another file may take its
    ///   place; and the file, since one that is a mount of its own has its changes elsewhere.
    init(_ paths: [FilePath], _ console: Console) {
        if paths.isEmpty { return }
        do throws(Errno) {
            inotify = .some(try Inotify())
            for path in paths {
                let kind = try FileStatus.at(path)?.kind
                if kind != nil { try inotify?.watch(path) }
                if kind != .directory { try inotify?.watch(path.parent) }
            }
        } catch { console.warn("cannot watch all of the configuration: \(error.description)") }
    }

    var interests: [Interest] {
        guard let descriptor = inotify?.rawValue else { return [] }
        return [Interest(descriptor: descriptor)]
    }

    /// When to look again.
    var wakeUp: Instant? { deadline }

    /// Whether something has changed since this was last true.
    func hasChanged() -> Bool {
        // Files that are staged, and go again when they are wrong, are ours.
        if (try? inotify?.drain(ignoring: StagingDirectory.prefix)) ?? false { deadline = .now + ChangeWatch.quiet }
        guard let deadline, .now >= deadline else { return false }
        self.deadline = nil
        return true
    }
}
