/// A file of a set, or a directory that it makes, until it is in its place.
final class FileSetEntry {
    enum Kind {
        case file, directory
        /// What the set says of its files, for the next one.
        case record
    }

    let kind: Kind
    let target: FilePath
    let directory: StagingDirectory
    /// Its name meanwhile; nil for a file that is as it should be already.
    let temporary: Bytes?
    let replaces: Bool
    /// Whether nothing is left under the temporary name.
    var isMoved = false

    init(
        _ kind: Kind, _ target: FilePath, in directory: StagingDirectory, _ temporary: Bytes?, replaces: Bool
    ) {
        self.kind = kind
        self.target = target
        self.directory = directory
        self.temporary = temporary
        self.replaces = replaces
    }

    /// Whether it goes to its place by itself, and not with a new directory.
    var moves: Bool { temporary != nil && !directory.isNew }
    /// Where it is until it moves.
    var place: FilePath { temporary.map { directory.place.appending($0) } ?? target }

    func move() throws(Errno) {
        do throws(Errno) { try rename() } catch {
            // Somebody made the same directory meanwhile.
            guard kind == .directory, error == .notEmpty || error == .exists else { throw error }
            let parent = directory.handle
            let (made, there) = (try parent.directory(temporary ?? []), try parent.directory(target.name))
            let owner = try made.status.owner
            if try there.status.owner != owner { throw .displaced }
            // What is in it may have been moved there as well.
            try FileIdentity.acting(for: Identity(owner)) { () throws(Errno) in
                try made.merge(into: there)
            } refused: {
                $0
            }
        }
    }

    func moveBack() throws(Errno) { if replaces || isMoved { try rename() } }

    /// Changes places with the target; a new file only moves, there or back.
    private func rename() throws(Errno) {
        let (first, second) = (temporary ?? [], target.name)
        if replaces { return try directory.handle.exchange(first, second) }
        try directory.handle.rename(isMoved ? second : first, to: isMoved ? first : second)
        isMoved = !isMoved
    }

    /// Removes what is under the temporary name; false when that is a directory.
    func remove() -> Bool {
        do { try directory.handle.remove(temporary ?? []) } catch { return kind != .directory }
        return true
    }
}
