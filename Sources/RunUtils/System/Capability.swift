import CRunUtils

/// A capability (capabilities(7)): a part of root's rights.
public struct Capability: RawRepresentable, Equatable, Sendable, CustomStringConvertible {
    /// The number, from 0 to 40.
    public let rawValue: UInt8

    /// The capability with a number; nil when Linux has none with it.
    public init?(rawValue: UInt8) {
        if rawValue > 40 { return nil }
        self.rawValue = rawValue
    }

    private init(_ number: UInt8) { rawValue = number }

    /// Change the owner of any file.
    public static let chown = Capability(0)
    /// Read, write and enter whatever the file's mode says.
    public static let dacOverride = Capability(1)
    /// Read any file and list any directory.
    public static let dacReadSearch = Capability(2)
    /// Change the mode of any file, and remove any from a sticky directory.
    public static let fowner = Capability(3)
    /// Keep the set-user-id and set-group-id bits of a file that changes.
    public static let fsetid = Capability(4)
    /// Send signals to any process.
    public static let kill = Capability(5)
    /// Change groups.
    public static let setgid = Capability(6)
    /// Change users.
    public static let setuid = Capability(7)
    /// Drop capabilities from the bounding set.
    public static let setpcap = Capability(8)
    /// Set the immutable and append-only attributes of files.
    public static let linuxImmutable = Capability(9)
    /// Bind ports below 1024.
    public static let netBindService = Capability(10)
    /// Broadcast and multicast.
    public static let netBroadcast = Capability(11)
    /// Configure networks.
    public static let netAdmin = Capability(12)
    /// Open raw and packet sockets, as ping does.
    public static let netRaw = Capability(13)
    /// Lock memory.
    public static let ipcLock = Capability(14)
    /// Override the permissions of System V IPC objects.
    public static let ipcOwner = Capability(15)
    /// Load kernel modules.
    public static let sysModule = Capability(16)
    /// Access devices and I/O ports directly.
    public static let sysRawio = Capability(17)
    /// Change the root directory.
    public static let sysChroot = Capability(18)
    /// Trace any process.
    public static let sysPtrace = Capability(19)
    /// Switch process accounting.
    public static let sysPacct = Capability(20)
    /// Mount, and much else.
    public static let sysAdmin = Capability(21)
    /// Reboot.
    public static let sysBoot = Capability(22)
    /// Raise priorities, and set those of other processes.
    public static let sysNice = Capability(23)
    /// Exceed resource limits and quotas.
    public static let sysResource = Capability(24)
    /// Set the clock.
    public static let sysTime = Capability(25)
    /// Configure terminals.
    public static let sysTtyConfig = Capability(26)
    /// Make device files.
    public static let mknod = Capability(27)
    /// Take leases on any file.
    public static let lease = Capability(28)
    /// Write to the audit log.
    public static let auditWrite = Capability(29)
    /// Configure auditing.
    public static let auditControl = Capability(30)
    /// Give capabilities to files.
    public static let setfcap = Capability(31)
    /// Override mandatory access control.
    public static let macOverride = Capability(32)
    /// Configure mandatory access control.
    public static let macAdmin = Capability(33)
    /// Read and clear the kernel's log.
    public static let syslog = Capability(34)
    /// Wake the machine.
    public static let wakeAlarm = Capability(35)
    /// Keep the machine from being suspended.
    public static let blockSuspend = Capability(36)
    /// Read the audit log.
    public static let auditRead = Capability(37)
    /// Observe performance.
    public static let perfmon = Capability(38)
    /// Load BPF programs.
    public static let bpf = Capability(39)
    /// Checkpoint and restore processes.
    public static let checkpointRestore = Capability(40)

    /// By number; one text, which takes less room than 41 of them.
    private static let names: StaticString = """
        CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE \
        NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT \
        SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP \
        MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE
        """

    private static var words: [Bytes] { Bytes("\(names)").pieces(separatedBy: .space) }

    /// The capability that `text` names: "NET_BIND_SERVICE" or "CAP_NET_BIND_SERVICE", in any case; nil for anything else.
    public init?(_ text: String) {
        var name = Bytes(text).uppercased
        if name.starts(with: "CAP_") { name.removeFirst(4) }
        let words = Capability.words
        for index in words.indices where words[index] == name {
            rawValue = UInt8(index)
            return
        }
        return nil
    }

    /// As container engines spell it: "NET_BIND_SERVICE".
    var shortName: String { Capability.words[Int(rawValue)].text }

    /// As capabilities(7) spells it: "CAP_NET_BIND_SERVICE".
    public var description: String { "CAP_\(shortName)" }

    /// Whether this process has it in its effective set.
    public var isHeld: Bool { Simulation.current.map { $0.user.uid == 0 } ?? ru_has_capability(CInt(rawValue)) }

    /// How a container gets it.
    var remedy: String {
        "add it with --cap-add=\(shortName)\(CurrentProcess.isRoot ? "" : " and start the container as root")"
    }

    /// The hint for something that only needs this capability; nil when this process has it.
    var hintIfMissing: String? { isHeld ? nil : "this needs \(self.description); \(remedy)" }

    /// Their bits, as the kernel keeps them.
    static func mask(_ capabilities: [Capability]) -> UInt64 {
        capabilities.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
    }
}
