import CRunUtils

/// Other processes, as far as /proc tells of them (proc(5)); nothing where it is not mounted.
enum ProcessTable {
    /// The direct children of a process; nil when /proc does not tell.
    static func children(of pid: pid_t) -> [pid_t]? {
        guard let list = try? SystemFile.read(FilePath("/proc/\(pid)/task/\(pid)/children")) else { return nil }
        return list.pieces(separatedBy: .space).compactMap { $0.decimal.map { pid_t($0) } }
    }

    /// A process and those below it that live, each before its children.
    ///
    /// - Parameter limit: So many are looked at: each takes a moment, and they may become more meanwhile.
    static func descendants(of pid: pid_t, atMost limit: Int = 200) -> [pid_t] {
        var found: [pid_t] = []
        var open = [pid]
        for _ in 0..<limit {
            guard let next = open.popLast() else { break }
            if isAlive(next) { found.append(next) }
            open += (children(of: next) ?? []).reversed()
        }
        return found
    }

    /// Whether a process is below another one. Asked upwards: a parent that ends meanwhile hands its children on, and a
    /// look at the lists of children would miss those.
    static func isDescendant(_ pid: pid_t, of ancestor: pid_t) -> Bool {
        for _ in 0..<3 {
            var current = pid
            while current > 1, let parent = parent(of: current) {
                if parent == ancestor { return true }
                current = parent
            }
            if current <= 1 { return false }
        }
        return false
    }

    /// Field 4 of /proc/PID/stat; the name before it may hold anything.
    private static func parent(of pid: pid_t) -> pid_t? {
        let status = (try? SystemFile.read(FilePath("/proc/\(pid)/stat"))) ?? []
        guard let end = status.lastIndex(of: .closeParenthesis) else { return nil }
        let fields = status.from(end + 1).pieces(separatedBy: .space)
        return fields.count < 3 ? nil : fields[2].decimal.map { pid_t($0) }
    }

    /// Whether another process has the same mounts; where that is not to be known, it counts as so. A mount's id is its own on the
    /// machine. (/proc/PID/ns tells nothing of a process that is not dumpable.)
    static func sharesFiles(with pid: pid_t) -> Bool {
        guard let theirs = firstMount(of: "\(pid)"), let ours = firstMount(of: "self") else { return true }
        return theirs == ours
    }

    private static func firstMount(of process: String) -> Bytes? {
        let table = (try? SystemFile.read(FilePath("/proc/\(process)/mountinfo"))) ?? []
        return table.pieces(separatedBy: .space).first
    }

    /// The effective user id of a process. (What /proc has of one that is not dumpable belongs to root.)
    static func owner(of pid: pid_t) -> UInt32? {
        let status = (try? SystemFile.read(FilePath("/proc/\(pid)/status"))) ?? []
        for line in status.pieces(separatedBy: .newline) where line.starts(with: "Uid:") {
            let ids = Bytes(line.map { $0.isSpace ? .space : $0 }).pieces(separatedBy: .space).filter { !$0.isEmpty }
            return ids.count > 2 ? ids[2].identifier : nil
        }
        return nil
    }

    /// What a process calls itself: its command line, which servers use as a title, or else its program's name.
    static func title(of pid: pid_t) -> String {
        let line = (try? SystemFile.read(FilePath("/proc/\(pid)/cmdline"))) ?? []
        let words = Bytes(line.map { $0 == 0 ? .space : $0 }).trimmed
        if !words.isEmpty { return Bytes(words.prefix(80)).text }
        return ((try? SystemFile.read(FilePath("/proc/\(pid)/comm"))) ?? []).trimmed.text
    }

    /// Whether it has not ended: a zombie has.
    static func isAlive(_ pid: pid_t) -> Bool {
        let status = (try? SystemFile.read(FilePath("/proc/\(pid)/stat"))) ?? []
        guard let end = status.lastIndex(of: .closeParenthesis), end + 2 < status.count else { return false }
        return status[end + 2] != UInt8(ascii: "Z") && status[end + 2] != UInt8(ascii: "X")
    }
}
