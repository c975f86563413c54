/// A file that a template makes.
final class FilledFile {
    let target: FilePath
    let content: Bytes
    let attributes: FileSet.Attributes
    /// Whether a secret went in.
    let isSecret: Bool

    init(_ target: FilePath, _ content: Bytes, _ attributes: FileSet.Attributes, isSecret: Bool) {
        self.target = target
        self.content = content
        self.attributes = attributes
        self.isSecret = isSecret
    }

    /// What would change at the target; nil when nothing would.
    func difference() throws(RunError) -> FileSet.Difference? {
        do throws(Errno) {
            guard let entry = try entry() else { return .missing }
            return try FileSet.difference(entry.directory.status(of: entry.name), entry, content, attributes)
        } catch { throw RunError(cannot: error == .isDirectory ? "write" : "read", target, error) }
    }

    /// Where it goes; nil where its directory is missing.
    private func entry() throws(Errno) -> Entry? {
        do { return try PathWalk.entry(target) } catch {
            if error == .noSuchFile { return nil }
            throw error
        }
    }

    /// What would change, for a list of files.
    func describe(_ difference: FileSet.Difference) -> String {
        switch difference {
        case .missing: return "is missing"
        case .content: return "differs"
        case .attributes:
            guard let entry = try? entry(), let status = try? entry.directory.status(of: entry.name) else {
                return "is missing"
            }
            let owner = attributes.owner ?? .current
            return "is \(text(status.mode, status.owner)), not \(text(attributes.mode, owner))"
        }
    }

    private func text(_ mode: FileMode, _ owner: Ownership) -> String {
        let digits = [9, 6, 3, 0].map { UInt8(48 + mode >> $0 & 7) }
        return "\(digits.text) \(owner.uid):\(owner.gid)"
    }

    private func isOpenToAll(_ mode: FileMode) -> Bool { mode & 0o004 != 0 }

    /// What would change, as a unified diff. A secret's content is not shown, nor that of a file that is or was not open to
    /// all.
    func diff(_ difference: FileSet.Difference) throws(RunError) -> Bytes {
        let path = escaped(target.description)
        if difference == .attributes { return Bytes("\(path) \(describe(difference))\n") }
        var old = Bytes()
        do throws(Errno) {
            let entry = try entry()
            let status = try entry.flatMap { (entry) throws(Errno) in try entry.directory.status(of: entry.name) }
            if isSecret || !isOpenToAll(attributes.mode) || !isOpenToAll(status?.mode ?? 0o444) {
                return Bytes("\(path) \(describe(difference)) (not shown)\n")
            }
            if let entry, status?.kind == .regular { old = try entry.directory.openForReading(entry.name).readAll() }
        } catch { throw RunError(cannot: "read", target, error) }
        let from = difference == .missing ? "/dev/null" : path
        var text = Bytes("--- \(from)\n+++ \(path)\n")
        for line in LineDiff.hunks(old, content).pieces(separatedBy: .newline) where !line.isEmpty {
            text += displayed(line) + [.newline]
        }
        return text
    }
}
