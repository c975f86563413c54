/// Rendered files before they take their places, for a program that checks them. They lie in a directory that mirrors the
/// whole path of each target, so that a file finds those it names by a relative path; what is not rendered is there too.
public final class StagedFiles: CustomStringConvertible {
    /// Where the root of the mirror is.
    public let root: FilePath
    /// Where the rendered files are to be.
    public private(set) var targets: [FilePath] = []
    /// The mirrored directories, by their real paths.
    private var directories: [FilePath] = []
    /// The rendered files themselves.
    private var files: [(target: FilePath, entry: Entry)] = []
    private let place: Entry
    private let handle: DirectoryHandle

    /// Where the root of the mirror is.
    public var description: String { root.description }

    init(_ directory: StagingDirectory, _ name: Bytes) throws(Errno) {
        root = directory.place.appending(name)
        place = Entry(directory: directory.handle, name: name)
        handle = try ServiceUser.makeDirectory(place, at: root)
    }

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

    /// What a rendered file will hold; nil for any other.
    public func content(of target: FilePath) throws(RunError) -> String? { try bytes(of: target)?.text }

    /// The same, byte by byte.
    package func bytes(of target: FilePath) throws(RunError) -> [UInt8]? {
        guard let entry = files.first(where: { $0.target == target })?.entry else { return nil }
        do throws(Errno) { return try entry.directory.openForReading(entry.name).readAll() } catch {
            throw RunError(cannot: "read", target, error)
        }
    }

    /// Lets a target's place in the mirror point to its new version, or to where it is if it is right already.
    func add(_ target: FilePath, _ entry: Entry, at file: FilePath) throws(Errno) {
        let target = target.normalized
        targets.append(target)
        files.append((target, entry))
        try link(target.name, in: mirror(target.parent), to: file)
    }

    /// The kernel follows a link without us, so in a dry run it says where the root is.
    private func link(_ name: Bytes, in mirror: DirectoryHandle, to file: FilePath) throws(Errno) {
        try mirror.makeLink(name, to: (Simulation.current?.root.bytes ?? []) + file.bytes)
    }

    /// The directory in the mirror, made where it is missing.
    private func mirror(_ directory: FilePath) throws(Errno) -> DirectoryHandle {
        if directory == "/" || directory == "." { return handle }
        let parent = try mirror(directory.parent)
        if !directories.contains(where: { $0 == directory }) {
            directories.append(directory)
            return try ServiceUser.makeDirectory(
                Entry(directory: parent, name: directory.name), at: root.appending(directory.bytes))
        }
        return try parent.directory(directory.name)
    }

    /// Links what else is in the mirrored directories.
    ///
    /// - Parameter removals: What goes.
    func complete(without removals: [Bytes]) throws(Errno) {
        for directory in directories {
            let names = (try? PathWalk.directory(directory, ServiceUser.distrust).names()) ?? []
            let mirror = try mirror(directory)
            for name in names where !name.starts(with: StagingDirectory.prefix) {
                let goes = removals.contains { $0 == directory.appending(name).bytes }
                if !goes, try mirror.status(of: name) == nil {
                    try link(name, in: mirror, to: directory.appending(name))
                }
            }
        }
    }

    func remove() { if let made = try? handle.status { ServiceUser.removeTree(place, at: root, made: made) } }
}
