/// What lies below a path, with the place where each file goes below another.
enum Tree {
    enum Kind: Equatable {
        case regular
        case link(Bytes)
    }

    final class File {
        let source: FilePath
        let target: FilePath
        let kind: Kind

        init(_ source: FilePath, _ target: FilePath, _ kind: Kind) {
            self.source = source
            self.target = target
            self.kind = kind
        }
    }

    /// A directory, and the one that led to it; the last of them is where the target is to be.
    private final class Place {
        let status: FileStatus?
        let above: Place?

        init(_ status: FileStatus?, _ above: Place?) { (self.status, self.above) = (status, above) }
    }

    /// What was found, and how often each directory was: links may lead to each other more often than anybody can wait for.
    private struct Collection {
        var files: [File] = []
        private var directories: [(status: FileStatus, count: Int)] = []

        mutating func enter(_ status: FileStatus) throws(Errno) {
            guard let index = directories.firstIndex(where: { status.isSameFile(as: $0.status) }) else {
                return directories.append((status, 1))
            }
            directories[index].count += 1
            if directories[index].count > 1000 { throw .tooManyLinks }
        }
    }

    /// The files at or below `source`, sorted. Names that start with ".." are those that Kubernetes keeps in its volumes
    /// behind the links to them; where links stand for their targets, they are left out.
    ///
    /// - Parameters:
    ///   - source: A file, or a directory.
    ///   - target: The file's place; when it is an existing directory, the file goes into it under its name.
    ///   - keepingLinks: Whether symbolic links stay links instead of standing for what they point to.
    ///   - suffix: What a file's name loses on its way.
    static func files(
        _ source: FilePath, to target: FilePath, keepingLinks: Bool = false, without suffix: Bytes = []
    ) throws(RunError) -> [File] {
        var collection = Collection()
        let place = try place(of: source, at: target)
        // Where the target is to be, as far as it is there.
        var ground = place.normalized
        while ground != "/", ground != ".", (try? FileStatus.at(ground)) == nil { ground = ground.parent }
        let target = Place(try? FileStatus.at(ground), nil)
        try collect(source, to: place, keepingLinks, suffix, target, &collection)
        // All are, or none is: what comes behind source and target is the same.
        let files = collection.files
        if let file = files.first, file.source == file.target {
            throw RunError(.configuration, "cannot copy \(quoted(file.source)) onto itself; expected another target")
        }
        return files
    }

    private static func place(of source: FilePath, at target: FilePath) throws(RunError) -> FilePath {
        do throws(Errno) {
            guard let status = try FileStatus.at(source), status.kind != .directory,
                try FileStatus.at(target)?.kind == .directory
            else { return target }
            return target.appending(source.name)
        } catch { throw RunError(cannot: "read", source, error) }
    }

    /// - Parameter above: Where the target is to be, and the directories that it has come through: a link that leads back to one of
    ///   them has no end, and a target in the source would be a source the next time.
    private static func collect(
        _ source: FilePath, to target: FilePath, _ keepingLinks: Bool, _ suffix: Bytes, _ above: Place,
        isFile: Bool = false, _ collection: inout Collection
    ) throws(RunError) {
        if isFile { return collection.files.append(File(source, target.without(suffix), .regular)) }
        var above = above
        var (names, areFiles): ([Bytes], Bool) = ([], false)
        do throws(Errno) {
            let entry = try PathWalk.entry(source, ServiceUser.distrust, followsLast: !keepingLinks)
            guard let status = try entry.directory.status(of: entry.name) else { throw .noSuchFile }
            switch status.kind {
            case .regular: collection.files.append(File(source, target.without(suffix), .regular))
            case .symbolicLink:
                collection.files.append(File(source, target, .link(try entry.directory.linkTarget(entry.name))))
            case .directory:
                if !keepingLinks { try collection.enter(status) }
                var place = Place?.some(above)
                while let known = place {
                    place = known.above
                    if status.isSameFile(as: known.status) { throw place == nil ? .targetInSource : .tooManyLinks }
                }
                above = Place(status, above)
                (names, areFiles) = try list(entry, at: source)
            case .socket, .pipe, .other: break
            }
        } catch {
            var failure = RunError(cannot: "read", source, error)
            if error == .noSuchFile || error == .targetInSource { failure.status = .configuration }
            if error == .noSuchFile, let entry = try? PathWalk.entry(source),
                let destination = try? entry.directory.linkTarget(entry.name)
            {
                failure.message += ": it is a link to \(quoted(destination.text))"
            }
            throw failure
        }
        for name in names where keepingLinks || !name.starts(with: "..") {
            try collect(
                source.appending(name), to: target.appending(name), keepingLinks, suffix, above, isFile: areFiles,
                &collection)
        }
    }

    /// What is in a directory, as far as a user sees it who could have moved it there.
    private static func list(_ entry: Entry, at path: FilePath) throws(Errno) -> (names: [Bytes], areFiles: Bool) {
        try FileIdentity.acting(for: ServiceUser.mover(of: path)?.identity) { () throws(Errno) in
            try entry.directory.directory(entry.name).list()
        } refused: {
            $0
        }
    }

    /// A file's content and mode.
    static func read(
        _ path: FilePath, by reader: ConfigurationReader = ConfigurationReader()
    ) throws(RunError) -> (content: Bytes, mode: FileMode) {
        do {
            let file = try reader.read(path)
            return (file.content, file.status.mode)
        } catch { throw RunError(cannot: "read", path, error) }
    }

    /// Copies a file or merges a directory into another: files of the same name are replaced, others stay. All or
    /// nothing; modes are kept, links stay links.
    ///
    /// - Returns: How many files changed.
    @discardableResult
    static func copy(_ source: FilePath, to target: FilePath, owner: Identity? = nil) throws(RunError) -> Int {
        let set = FileSet()
        let reader = ConfigurationReader()
        for file in try files(source, to: target, keepingLinks: true) {
            switch file.kind {
            case .regular:
                let (content, mode) = try read(file.source, by: reader)
                try set.stage(content, at: file.target, FileSet.Attributes(mode: mode, owner: owner?.ownership))
            case .link(let destination): try set.stageLink(to: destination, at: file.target)
            }
        }
        let changed = set.changed
        try set.commit()
        return changed
    }
}
