/// What a directory of templates has brought to its target, noted in a file there: pairs of a digest and a name below the target,
/// with a NUL behind each. A file whose template is gone at the next rendering goes too, unless somebody has changed it.
///
/// The record is no more than data: it names files below its own directory only, and none goes where others can change the
/// directory that it is in.
final class RenderRecord {
    private let rendering: Rendering
    /// That of the rendering before.
    let previous: RenderRecord?
    /// A single file that is gone is an error.
    private let isDirectory: Bool
    private var content = Bytes()
    private var names: [Bytes] = []
    /// What is to be said of files without a template.
    private(set) var remarks: [String] = []

    private static let limit = 1 << 24

    init(_ rendering: Rendering, after previous: RenderRecord?) {
        self.rendering = rendering
        self.previous = previous
        isDirectory = Simulation.current == nil && (try? FileStatus.at(rendering.source))?.kind == .directory
    }

    /// Takes note of a file that is staged.
    func note(_ file: FilledFile) {
        if !isDirectory { return }
        names.append(file.target.bytes)
        content += file.content.digest
        content.append(0)
        content += file.target.bytes[rendering.target.bytes.count...]
        content.append(0)
    }

    /// Stages the record, and lets go what has no template any more. Nothing for a single file.
    func complete(_ files: FileSet) throws(RunError) {
        if !isDirectory { return }
        // One for each source, since several may go to one target.
        let name = Bytes(".runutils-rendered-") + rendering.source.bytes.digest
        let path = rendering.target.appending(name)
        let old = (try? ForeignFile.read(path, owners: [], limit: RenderRecord.limit)) ?? []
        if old == content { return }
        // Where nothing is written, the directory need not be writable.
        if old.isEmpty && files.changed == 0 { return }
        let fields = old.pieces(separatedBy: 0)
        var next = 0
        for index in 0..<fields.count / 2 {
            let name = FilePath(bytes: fields[2 * index + 1])
            let target = rendering.target.appending(name.bytes)
            // Both are in one order, most of all.
            if next < names.count, names[next] == target.bytes {
                next += 1
            } else if name.normalized == name, !files.contains(target) {
                letGo(target, fields[2 * index], files)
            }
        }
        if content.isEmpty { return files.remove(path) }
        try files.stage(content, at: path, FileSet.Attributes(mode: 0o600, owner: nil), isRecord: true)
    }

    private func letGo(_ target: FilePath, _ digest: Bytes, _ files: FileSet) {
        let owners = rendering.owner.map { [$0.uid] } ?? []
        guard let content = try? ForeignFile.read(target, owners: owners, limit: FileStatus.sizeLimit) else { return }
        if content.digest == digest && PathWalk.doubt(target.parent, .others) == nil {
            files.remove(target)
            remarks.append("removed " + quoted(target) + ", whose template is gone")
        } else {
            remarks.append(quoted(target) + " stays without its template, since others did or can change it")
        }
    }
}
