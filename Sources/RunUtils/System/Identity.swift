import CRunUtils

/// Who a process runs as, and what its environment says about that user.
public final class Identity: Equatable, Sendable, CustomStringConvertible {
    /// The account's name; the number where there is no account.
    public let name: String
    /// The user id.
    public let uid: UInt32
    /// The primary group id.
    public let gid: UInt32
    /// The supplementary groups.
    public let groups: [UInt32]
    /// The home directory.
    public let home: FilePath
    /// The login shell.
    public let shell: FilePath

    init(name: String, uid: UInt32, gid: UInt32, groups: [UInt32], home: FilePath, shell: FilePath) {
        self.name = name
        self.uid = uid
        self.gid = gid
        self.groups = groups
        self.home = home
        self.shell = shell
    }

    /// The account's name; "uid:gid" where there is no account.
    public var description: String { name == "\(uid)" ? "\(uid):\(gid)" : name }

    /// Its ids: "uid:gid", and behind further colons the groups.
    var ids: String { groups.reduce("\(uid):\(gid)") { "\($0):\($1)" } }

    /// Somebody of whom no more is known than the ids.
    convenience init?(ids: String) {
        let numbers = Bytes(ids).pieces(separatedBy: .colon).map { $0.identifier }
        guard numbers.count >= 2, let uid = numbers[0], let gid = numbers[1] else { return nil }
        self.init(
            name: "\(uid)", uid: uid, gid: gid, groups: numbers.dropFirst(2).compactMap { $0 }, home: "/",
            shell: "/bin/sh")
    }

    /// The same, without supplementary groups.
    convenience init(_ owner: Ownership) {
        self.init(
            name: "\(owner.uid)", uid: owner.uid, gid: owner.gid, groups: [owner.gid], home: "/", shell: "/bin/sh")
    }

    /// The same user in other groups.
    func with(_ gid: UInt32, _ groups: [UInt32]) -> Identity {
        Identity(name: name, uid: uid, gid: gid, groups: groups, home: home, shell: shell)
    }

    /// Whether all of it is the same.
    public static func == (left: Identity, right: Identity) -> Bool {
        left.name == right.name && left.uid == right.uid && left.gid == right.gid && left.groups == right.groups
            && left.home == right.home && left.shell == right.shell
    }

    var isRoot: Bool { uid == 0 }

    /// The owner of files that belong to it.
    var ownership: Ownership { Ownership(uid: uid, gid: gid) }

    /// Whether this process has these ids already, so that there is nothing to change.
    var isCurrent: Bool { geteuid() == uid && getuid() == uid && getegid() == gid && getgid() == gid }

    /// Sets what a login sets: HOME, USER, LOGNAME and SHELL.
    func apply(to environment: inout Environment) {
        environment["HOME"] = home.bytes
        environment["USER"] = Bytes(name)
        environment["LOGNAME"] = Bytes(name)
        environment["SHELL"] = shell.bytes
    }
}
