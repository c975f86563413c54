import CRunUtils

/// An open file that is closed when its owner goes. Always close-on-exec.
struct FileDescriptor: ~Copyable {
    let rawValue: CInt

    init(rawValue: CInt) { self.rawValue = rawValue }

    deinit { _ = close(rawValue) }

    /// The two ends of a pipe(2): what is written to the second is read from the first. Both are above 2.
    ///
    /// - Parameters:
    ///   - nonBlockingRead: Whether reading from the first does not block.
    ///   - nonBlockingWrite: Whether writing to the second does not block.
    static func pipe(nonBlockingRead: Bool = false, nonBlockingWrite: Bool = false) throws(Errno) -> Pipe {
        var ends: [CInt] = [-1, -1]
        try attempt { unsafe CRunUtils.pipe(&ends) }
        let pair = Pipe(read: FileDescriptor(rawValue: ends[0]), write: FileDescriptor(rawValue: ends[1]))
        try attempt { ru_set_flags(ends[0], nonBlockingRead) }
        try attempt { ru_set_flags(ends[1], nonBlockingWrite) }
        return pair
    }

    /// read(2): the bytes, none at the end of the file; nil when a non-blocking descriptor has none now.
    func read(upTo count: Int = 65536) throws(Errno) -> Bytes? { try readAvailable(from: rawValue, upTo: count) }

    /// Everything up to the end of the file.
    ///
    /// - Parameters:
    ///   - pieces: How much is read at once.
    ///   - size: How much there should be, if that is known: when a read that asks for more ends there, it is the end.
    func readAll(limit: Int = .max, pieces: Int = 65536, size: Int = 0) throws(Errno) -> Bytes {
        var all = Bytes()
        while all.count < limit, let more = try read(upTo: min(pieces, limit)), !more.isEmpty {
            if all.isEmpty { all = more } else { all += more }
            if all.count == size && more.count < pieces { break }
        }
        return all
    }

    /// write(2), once: how many bytes it took.
    func write(_ bytes: ArraySlice<UInt8>) throws(Errno) -> Int {
        try attempt { unsafe bytes.withUnsafeBytes { unsafe CRunUtils.write(rawValue, $0.baseAddress, $0.count) } }
    }

    /// write(2), as often as it takes for all bytes.
    func writeAll(_ bytes: Bytes) throws(Errno) { try writeBytes(bytes, to: rawValue) }

    /// Replaces the content from the beginning on, by one pwrite(2).
    func overwrite(_ bytes: Bytes) throws(Errno) {
        try attempt { unsafe bytes.withUnsafeBytes { unsafe pwrite(rawValue, $0.baseAddress, $0.count, 0) } }
    }

    func changeOwner(_ owner: Ownership) throws(Errno) {
        if let simulation = Simulation.current { return simulation.changeOwner(of: try status, to: owner) }
        try attempt { fchown(rawValue, owner.uid, owner.gid) }
    }

    func changeMode(_ mode: FileMode) throws(Errno) { try attempt { fchmod(rawValue, mode) } }

    func truncate(to size: Int) throws(Errno) { try attempt { ftruncate(rawValue, off_t(size)) } }

    /// Gives it the extended attributes of another file (xattr(7)): labels and access lists. What cannot be given is left.
    func copyAttributes(of other: borrowing FileDescriptor) { ru_copy_attributes(other.rawValue, rawValue) }

    /// Whether nobody can change it in this container: it is on a read-only mount, and no other one shows the same place.
    var isFixed: Bool { ru_is_read_only(rawValue) && MountTable.hidesFromWriting(rawValue) }

    /// Whether users are named who may more than the mode says (acl(5)); the mode's group bits are the most that they may.
    var hasAccessList: Bool { ru_has_access_list(rawValue) }

    /// Lets reading wait for what comes.
    func waitForContent() throws(Errno) { try attempt { ru_set_flags(rawValue, false) } }

    /// fsync(2).
    func synchronize() throws(Errno) { try attempt { fsync(rawValue) } }

    var status: FileStatus { get throws(Errno) { try FileStatus.of(rawValue) } }
}

/// read(2): the bytes, none at the end of the file; nil when a non-blocking descriptor has none now.
@inline(never) func readAvailable(from descriptor: CInt, upTo count: Int) throws(Errno) -> Bytes? {
    var failure: Errno?
    let bytes = unsafe Bytes(unsafeUninitializedCapacity: count) { buffer, initialized in
        do throws(Errno) {
            initialized = try attempt { unsafe CRunUtils.read(descriptor, buffer.baseAddress, count) }
        } catch { failure = error }
    }
    guard let failure else { return bytes }
    if failure == .wouldBlock { return nil }
    throw failure
}

/// Reads from standard input, once: none at its end. A terminal gives one line.
func readStandardInput(upTo count: Int = 4096) throws(Errno) -> Bytes {
    var bytes = Bytes(repeating: 0, count: count)
    let read = try attempt { unsafe CRunUtils.read(0, &bytes, count) }
    return bytes.upTo(read)
}

/// Writes all bytes to a descriptor that somebody else owns, such as standard output.
func writeBytes(_ bytes: Bytes, to descriptor: CInt) throws(Errno) {
    if let simulation = Simulation.current, descriptor == 1 || descriptor == 2 {
        return simulation.write(bytes, to: descriptor)
    }
    var written = 0
    while written < bytes.count {
        written += try attempt {
            unsafe bytes.withUnsafeBytes {
                unsafe CRunUtils.write(descriptor, $0.baseAddress! + written, bytes.count - written)
            }
        }
    }
}
