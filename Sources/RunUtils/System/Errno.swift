import CRunUtils

/// The error number of a failed system call (errno(3)).
public struct Errno: Error, RawRepresentable, Equatable, Sendable, CustomStringConvertible {
    /// The number, as the kernel gives it.
    public let rawValue: CInt

    /// An error number as it is.
    public init(rawValue: CInt) { self.rawValue = rawValue }

    init(_ rawValue: CInt) { self.rawValue = rawValue }

    /// The error of the call that has just failed.
    static var current: Errno { Errno(ru_errno()) }

    static let notPermitted = Errno(EPERM)
    static let noSuchFile = Errno(ENOENT)
    static let noSuchProcess = Errno(ESRCH)
    static let interrupted = Errno(EINTR)
    static let noChild = Errno(ECHILD)
    static let permissionDenied = Errno(EACCES)
    static let wouldBlock = Errno(EAGAIN)
    static let exists = Errno(EEXIST)
    static let notEmpty = Errno(ENOTEMPTY)
    static let notDirectory = Errno(ENOTDIR)
    static let isDirectory = Errno(EISDIR)
    static let readOnlyFileSystem = Errno(EROFS)
    static let resourceBusy = Errno(EBUSY)
    static let tooManyLinks = Errno(ELOOP)
    static let otherMount = Errno(EXDEV)
    static let noSpace = Errno(ENOSPC)
    static let stale = Errno(ESTALE)
    static let badFormat = Errno(ENOEXEC)
    static let argumentsTooLong = Errno(E2BIG)
    static let invalidArgument = Errno(EINVAL)
    static let notImplemented = Errno(ENOSYS)
    static let connectionRefused = Errno(ECONNREFUSED)
    static let fileTooBig = Errno(EFBIG)
    static let nameTooLong = Errno(ENAMETOOLONG)
    static let notSupported = Errno(EOPNOTSUPP)

    /// The file is of another kind than expected; none of the kernel's.
    static let notPlainFile = Errno(-2)
    /// A program wrote more than is kept; none of the kernel's.
    static let tooMuchOutput = Errno(-3)

    /// A file has more bytes than are read into memory; none of the kernel's.
    static let tooLarge = Errno(-5)

    /// What is to be copied from a directory is to go into it; none of the kernel's.
    static let targetInSource = Errno(-7)

    /// It is somebody else's, in a place where a user of less rights can move things to; none of the kernel's.
    static let displaced = Errno(-4)

    /// A path is to be made of a value that Embedded Swift cannot print; none of the kernel's.
    static let unprintable = Errno(-6)

    /// Whether it tells of this process or its rights, and nothing of what was asked about.
    var leavesOpen: Bool {
        [
            EPERM, EACCES, EIO, ELOOP, EAGAIN, EMFILE, ENFILE, ENOMEM, ENOBUFS, ENAMETOOLONG, ESTALE, EPROTONOSUPPORT,
        ].contains(rawValue)
    }

    /// What strerror(3) says, with a small first letter where it reads better in the middle of a line.
    public var description: String {
        if self == .notPlainFile { return "it is not a regular file" }
        if self == .tooMuchOutput { return "it wrote more than 256 MiB" }
        if self == .displaced { return "it is somebody else's, and may have been moved there" }
        if self == .targetInSource { return "the target is in it" }
        if self == .tooLarge { return "it is too large" }
        if self == .unprintable { return "it \(Unprintable.reason)" }
        return unsafe Bytes(cString: strerror(rawValue)).text
    }
}

/// Makes a system call until it is not interrupted: the one place in Swift that knows of EINTR.
///
/// - Parameter call: Returns -1 and sets errno when it fails.
/// - Returns: The call's result, never -1.
@discardableResult
func attempt<Result: FixedWidthInteger>(_ call: () -> Result) throws(Errno) -> Result {
    while true {
        let result = call()
        guard result == -1 else { return result }
        let error = Errno.current
        guard error.rawValue == EINTR else { throw error }
    }
}
