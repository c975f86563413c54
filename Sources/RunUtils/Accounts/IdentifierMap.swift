/// The ids that this user namespace knows (user_namespaces(7)).
enum IdentifierMap {
    private static let users = CurrentProcess.table("uid_map")
    private static let groups = CurrentProcess.table("gid_map")

    /// - Throws: When somebody cannot be here, since the kernel knows no such id.
    static func require(_ uid: UInt32, _ gids: [UInt32]) throws(RunError) {
        if Simulation.current != nil { return }
        if let objection = objection("user", uid, users) { throw objection }
        for gid in gids { if let objection = objection("group", gid, groups) { throw objection } }
    }

    /// Why an id cannot be used; nil when it can, or nothing is known of it.
    ///
    /// - Parameter map: Lines of "first, first outside, count".
    @inline(never) static func objection(_ kind: String, _ id: UInt32, _ map: Bytes) -> RunError? {
        var (known, end) = ("", 0)
        for line in map.pieces(separatedBy: .newline) {
            let words = line.pieces(separatedBy: .space).filter { !$0.isEmpty }
            guard words.count == 3, let start = words[0].decimal, let count = words[2].decimal, count > 0 else {
                continue
            }
            if start <= Int(id) && Int(id) < start + count { return nil }
            if known.isEmpty {
                known = "\(start) to "
            } else if start != end {
                known += "\(end - 1), \(start) to "
            }
            end = start + count
        }
        if known.isEmpty { return nil }
        return RunError(
            .configuration, "\(kind) id \(id) is not mapped in this user namespace (ids \(known)\(end - 1))",
            hint: "choose one of those, or give the container more ids (subuid(5))")
    }
}
