import CRunUtils

// Who could have led a path elsewhere.

extension PathWalk {
    /// Where those who are distrusted could lead a path elsewhere, or change the file that it leads to; nil where they cannot.
    static func doubt(_ path: FilePath, _ distrust: Distrust) -> Doubt? {
        if case .nobody = distrust { return nil }
        guard let walk = try? PathWalk(path, distrust) else { return nil }
        do throws(Errno) {
            let name = try walk.go(path.entry, followsLast: true)
            if let doubt = walk.doubt { return doubt }
            guard let status = try walk.directory.status(of: name) else { return nil }
            let file = try walk.directory.openForReading(name)
            let opened = try file.status
            let rights = opened.rights(hasAccessList: file.hasAccessList)
            if opened.isSameFile(as: status), !distrust.canWrite(rights) || file.isFixed { return nil }
            return Doubt(path: path, directory: walk.status, entry: opened)
        } catch {
            // What is not there, none of them can put there. What cannot be looked at is not trusted.
            if walk.doubt == nil, error == .noSuchFile { return nil }
            return walk.doubt ?? Doubt(path: path, directory: walk.status, entry: walk.status)
        }
    }

    /// Where those who are distrusted could have moved what a path leads to, out of a place perhaps that only somebody else may look
    /// into; nil where they could not. Where something is mounted, nobody moved it.
    ///
    /// - Parameter entries: Whether it is about what is in the directory at the path.
    static func displacement(_ path: FilePath, _ distrust: Distrust, ofEntries entries: Bool = false) -> Doubt? {
        if case .nobody = distrust { return nil }
        guard let walk = try? PathWalk(path, distrust, trustsMounts: true) else { return nil }
        do throws(Errno) {
            let name = try walk.go(path.entry, followsLast: true)
            if walk.doubt == nil && !entries { return nil }
            let last = try walk.directory.open(name, CInt(RU_REFER))
            walk.forgiveMount(name, last.rawValue)
            if walk.doubt != nil || !entries { return walk.doubt }
            let status = try last.status
            let rights = status.rights(hasAccessList: last.hasAccessList)
            let isTheirs = distrust.canReplace(Rights(owner: .current, mode: 0), in: rights)
            return isTheirs ? Doubt(path: path.appending("*"), directory: status, entry: status) : nil
        } catch { return walk.doubt }
    }

    /// What keeps a link on a path from being followed; nil where nothing does.
    static func refusal(of path: FilePath, _ distrust: Distrust) -> Doubt? {
        guard let walk = try? PathWalk(path, distrust) else { return nil }
        do { _ = try walk.go(path.entry, followsLast: true) } catch { return error == .tooManyLinks ? walk.doubt : nil }
        return nil
    }
}
