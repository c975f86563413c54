/// Collects what a child writes. Nothing here blocks.
final class Collector {
    private var end: FileDescriptor?
    private(set) var bytes = Bytes()
    /// When there is more, the end is kept.
    private let limit: Int

    /// So often is read before something else has its turn: a child may write faster than it is read.
    private static let readLimit = 16

    init(limit: Int) { self.limit = limit }

    /// Opens the pipe.
    ///
    /// - Returns: The end for the child.
    func open() throws(Errno) -> FileDescriptor {
        let pipe = try FileDescriptor.pipe(nonBlockingRead: true)
        end = .some(pipe.read)
        return pipe.write
    }

    /// The descriptor to wait for; nil once the child's side is closed.
    var interest: Interest? { (end?.rawValue).map { Interest(descriptor: $0) } }

    /// Takes what is there now, as much as has its turn.
    func collect() throws(Errno) {
        for _ in 0..<Collector.readLimit {
            guard end != nil, let more = try end?.read() else { return }
            if more.isEmpty {
                end = nil
                return
            }
            bytes += more
            if bytes.count > 2 * limit { bytes.removeFirst(bytes.count - limit) }
        }
    }
}
