import CRunUtils

/// The two ends of a pipe.
struct Pipe: ~Copyable {
    let read: FileDescriptor
    let write: FileDescriptor
}
