/// Rendered files before they take their places, for a program that checks them. They lie in a directory that mirrors the
/// whole path of each target, so that a file finds those it names by a relative path; what is not rendered is there too.
public final class StagedFiles {
    /// Where the root of the mirror is.
    public let root: FilePath
    /// Where the rendered files are to be.
    public private(set) var targets: [FilePath] = []
    /// The mirrored directories, by their real paths.
    private var directories: [FilePath] = []

    init(_ root: FilePath) { self.root = root }

    /// Where the file that is to be at a path lies now.
    ///
    /// - Parameter target: An absolute path: of a rendered file, or of anything in a directory above one.
    /// - Returns: The path in the mirror; `target` itself when nothing near it is rendered.
    public func path(of target: FilePath) -> FilePath {
        let target = target.normalized
        var directory = target
        repeat {
            if directories.contains(where: { $0 == directory }) { return root.appending(target.bytes) }
            directory = directory.parent
        } while directory != "/" && directory != "."
        return target
    }

    /// Lets a target's place in the mirror point to its new version.
    func add(_ target: FilePath, _ file: FilePath) throws(Errno) {
        let target = target.normalized
        try mirror(target.parent)
        targets.append(target)
        try link(root.appending(target.bytes), to: file)
    }

    /// The kernel follows a link without us, so in a dry run it says where the root is.
    private func link(_ place: FilePath, to file: FilePath) throws(Errno) {
        try FileSystem.makeLink(place, to: (Simulation.current?.root.bytes ?? []) + file.bytes)
    }

    private func mirror(_ directory: FilePath) throws(Errno) {
        if directory == "/" || directory == "." || directories.contains(where: { $0 == directory }) { return }
        try mirror(directory.parent)
        try FileSystem.makeDirectories(root.appending(directory.bytes))
        directories.append(directory)
    }

    /// Links what else is in the mirrored directories.
    func complete() throws(Errno) {
        for directory in directories {
            for name in (try? FileSystem.names(in: directory)) ?? [] where !name.starts(with: StagingDirectory.prefix) {
                let place = root.appending(directory.appending(name).bytes)
                if try FileStatus.at(place, following: false) != nil { continue }
                try link(place, to: directory.appending(name))
            }
        }
    }

    func remove() { FileSystem.removeTree(root) }
}
