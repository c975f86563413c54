/// What stands in for the machine when an author's unit test runs a command in-process (see `DryRun`): a directory in the
/// place of "/", owners that are kept in a table, programs and waits that are noted and not carried out. The functions of
/// this folder that touch the machine ask for it. An image's executable has none of this.
final class Simulation: @unchecked Sendable {
    #if hasFeature(Embedded)
        @inline(__always) static var current: Simulation? { nil }
    #else
        /// That of the test which runs now.
        @TaskLocal static var current: Simulation?
    #endif

    /// A program that was to be started.
    struct Start {
        let words: [Bytes]
        let directory: FilePath?
        let environment: Environment
        let identity: Identity?
        let input: Bytes
    }

    private struct Owned {
        let device: UInt64
        let inode: UInt64
        let owner: Ownership
    }

    let root: FilePath
    let user: Ownership
    let stop: Signal?
    /// How a one-off command ends, and what it writes to its standard output.
    let answer: (Start) -> (status: Int32, output: Bytes)
    private var owners: [Owned] = []
    fileprivate(set) var output = Bytes()
    fileprivate(set) var messages = Bytes()
    private(set) var programs: [Start] = []
    /// The main service, or the program that was to take the entrypoint's place.
    var service: Start?
    /// What was waited for.
    var waits: [String] = []

    init(root: FilePath, user: Ownership, stop: Signal?, answer: @escaping (Start) -> (status: Int32, output: Bytes)) {
        self.root = root
        self.user = user
        self.stop = stop
        self.answer = answer
    }

    /// The owner that a file was given, instead of the user who runs the test.
    func owner(device: UInt64, inode: UInt64) -> Ownership {
        owners.last { $0.device == device && $0.inode == inode }?.owner ?? user
    }

    func changeOwner(of status: FileStatus, to owner: Ownership) {
        owners.append(Owned(device: status.device, inode: status.inode, owner: owner))
    }

    func write(_ bytes: Bytes, to descriptor: Int32) {
        if descriptor == 1 { output += bytes } else { messages += bytes }
    }

    func run(_ start: Start) -> (status: Int32, output: Bytes) {
        programs.append(start)
        return answer(start)
    }
}
