/// What is mounted where in this container (proc(5), /proc/self/mountinfo).
struct MountTable {
    private struct Mount {
        let identifier: Bytes
        /// Major and minor number of the file system.
        let device: Bytes
        /// The place in the file system that is mounted.
        let root: Bytes
        let isReadOnly: Bool
        /// The type of the file system.
        let kind: Bytes?
    }

    private let mounts: [Mount]

    /// - Parameter text: As the kernel writes it: "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw".
    init(_ text: Bytes) {
        mounts = text.pieces(separatedBy: .newline).compactMap { line in
            let fields = line.pieces(separatedBy: .space)
            guard fields.count > 5 else { return nil }
            // Of the mount, and at the end of the file system.
            let options = [fields[5], fields[fields.count - 1]].flatMap { $0.pieces(separatedBy: .comma) }
            // It follows the fields whose number varies.
            let kind = fields.firstIndex(of: Bytes("-")).flatMap { $0 + 1 < fields.count ? fields[$0 + 1] : nil }
            return Mount(
                identifier: fields[0], device: fields[2], root: fields[3],
                isReadOnly: options.contains { $0 == Bytes("ro") }, kind: kind)
        }
    }

    /// Whether nothing that a mount shows can be written by another one: none that is writable shows a place above or below.
    func hidesFromWriting(_ identifier: Bytes) -> Bool {
        guard let mount = mounts.first(where: { $0.identifier == identifier }) else { return false }
        return !mounts.contains { other in
            !other.isReadOnly && other.device == mount.device
                && (MountTable.isAbove(other.root, mount.root) || MountTable.isAbove(mount.root, other.root))
        }
    }

    private static func isAbove(_ path: Bytes, _ other: Bytes) -> Bool {
        path == other || path == [.slash] || other.has(path + [.slash], at: 0)
    }

    /// The same for the mount that a descriptor's file is on. Without /proc nobody knows.
    static func hidesFromWriting(_ descriptor: CInt) -> Bool {
        guard let (table, identifier) = look(descriptor) else { return false }
        return table.hidesFromWriting(identifier)
    }

    /// The type of the file system that a descriptor's file is on; nil without /proc.
    static func kind(of descriptor: CInt) -> String? {
        guard let (table, identifier) = look(descriptor) else { return nil }
        return table.mounts.first { $0.identifier == identifier }?.kind?.text
    }

    private static func look(_ descriptor: CInt) -> (MountTable, Bytes)? {
        guard let identifier = identifier(descriptor), let table = try? SystemFile.read("/proc/thread-self/mountinfo")
        else { return nil }
        return (MountTable(table), identifier)
    }

    /// Whether two descriptors' files are on different mounts, perhaps of one file system. Without /proc nobody knows.
    static func areApart(_ first: CInt, _ second: CInt) -> Bool {
        guard let first = identifier(first), let second = identifier(second) else { return false }
        return first != second
    }

    private static func identifier(_ descriptor: CInt) -> Bytes? {
        let information = try? SystemFile.read(FilePath("/proc/thread-self/fdinfo/\(descriptor)"))
        for line in information?.pieces(separatedBy: .newline) ?? [] where line.starts(with: "mnt_id:") {
            return Bytes(line.dropFirst(7)).trimmed
        }
        return nil
    }
}
