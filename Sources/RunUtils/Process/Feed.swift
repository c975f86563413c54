/// Feeds a child's standard input.
final class Feed {
    private var end: FileDescriptor?
    private var rest: ArraySlice<UInt8>

    init(_ bytes: Bytes) { rest = bytes[...] }

    /// The child's end. Where there is nothing to read it is /dev/null, which any user may open by the name /dev/stdin too.
    func open() throws(Errno) -> FileDescriptor {
        if rest.isEmpty { return try SystemFile.open("/dev/null") }
        let pipe = try FileDescriptor.pipe(nonBlockingWrite: true)
        end = .some(pipe.write)
        return pipe.read
    }

    var interest: Interest? { (end?.rawValue).map { Interest(descriptor: $0, forWriting: true) } }

    /// Writes what the pipe takes now, and closes it after the last byte. A child that reads no further is no error.
    func feed() {
        while end != nil {
            guard !rest.isEmpty else { return end = nil }
            do throws(Errno) {
                rest = rest.dropFirst(try end?.write(rest) ?? 0)
            } catch {
                if error != .wouldBlock { end = nil }
                return
            }
        }
    }
}
