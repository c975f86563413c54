import Dispatch
import Foundation
import Glibc

@testable import RunUtils

/// Mounts of a thread's own (mount_namespaces(7)); they go with the thread.
enum Mounts {
    // The module map of the C library has none of these.
    private static let unshare = unsafe unsafeBitCast(
        dlsym(nil, "unshare"), to: (@convention(c) (CInt) -> CInt).self)
    private typealias Mount =
        @convention(c) (
            UnsafePointer<CChar>?, UnsafePointer<CChar>, UnsafePointer<CChar>?, CUnsignedLong, UnsafeRawPointer?
        ) -> CInt
    private static let mount = unsafe unsafeBitCast(dlsym(nil, "mount"), to: Mount.self)

    private static let (readOnly, remount, bind, recursive, isPrivate): (UInt, UInt, UInt, UInt, UInt) =
        (1, 32, 4096, 16384, 1 << 18)

    /// Whether this process may make some.
    static let areAllowed = CurrentProcess.isRoot && (try? within { 1 }) == 1

    /// Does something in a thread where mounts can be made. What is expected of it is to be looked at afterwards: a thread
    /// belongs to no test.
    static func within<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) throws -> Result {
        let (end, box) = (DispatchSemaphore(value: 0), Box<Result>())
        let thread = Thread {
            box.result = Swift.Result {
                let newNamespace: CInt = 0x20000
                try attempt { Mounts.unshare(newNamespace) }
                try call(nil, "/", nil, recursive | isPrivate)
                return try body()
            }
            end.signal()
        }
        thread.start()
        end.wait()
        return try box.result!.get()
    }

    static func temporary(at path: FilePath) throws { try call("tmpfs", path, "tmpfs", 0) }

    static func bind(_ path: FilePath, at place: FilePath, isReadOnly: Bool = false) throws {
        try call(path.description, place, nil, bind)
        if isReadOnly { try call(nil, place, nil, remount | bind | readOnly) }
    }

    /// Nobody can write to what is mounted any more.
    static func close(_ place: FilePath) throws { try call(nil, place, nil, remount | readOnly) }

    private static func call(_ source: String?, _ place: FilePath, _ type: String?, _ flags: UInt) throws(Errno) {
        try attempt { unsafe Mounts.mount(source, place.description, type, flags, nil) }
    }

    private final class Box<Value: Sendable>: @unchecked Sendable {
        /// Set before the end is signalled, and read after that.
        var result: Result<Value, any Error>?
    }
}
