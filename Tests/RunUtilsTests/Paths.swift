import Foundation
import Glibc

@testable import RunUtils

/// Calls by path, which the library does not have: tests lay out what it finds with them, and look at what it leaves.
enum FileSystem {
    /// O_PATH, which the module map of the C library does not have.
    static let refer: CInt = 0o10_000_000

    static func readFile(_ path: FilePath) throws(Errno) -> Bytes { try open(path, O_RDONLY).readAll() }

    static func open(_ path: FilePath, _ flags: CInt, mode: FileMode = 0) throws(Errno) -> FileDescriptor {
        FileDescriptor(
            rawValue: try attempt { path.bytes.withCString { unsafe Glibc.open($0, flags | O_CLOEXEC, mode) } })
    }

    static func isExecutable(_ path: FilePath) -> Bool { path.bytes.withCString { unsafe access($0, X_OK) } == 0 }

    static func makeDirectory(_ path: FilePath, mode: FileMode = 0o755) throws(Errno) {
        try attempt { path.bytes.withCString { unsafe mkdir($0, mode) } }
    }

    /// With those above it.
    static func makeDirectories(_ path: FilePath) throws(Errno) {
        do { try makeDirectory(path) } catch {
            if error == .noSuchFile {
                try makeDirectories(path.parent)
                return try makeDirectory(path)
            }
            if error != .exists { throw error }
        }
    }

    static func makeLink(_ path: FilePath, to target: Bytes) throws(Errno) {
        try attempt { target.withCString { target in path.bytes.withCString { unsafe symlink(target, $0) } } }
    }

    static func makePipe(_ path: FilePath) throws(Errno) {
        try attempt { path.bytes.withCString { unsafe mkfifo($0, 0o666) } }
    }

    static func linkTarget(_ path: FilePath) throws(Errno) -> Bytes {
        var target = [CChar](repeating: 0, count: 4096)
        let count = try attempt { path.bytes.withCString { unsafe readlink($0, &target, 4096) } }
        return target[..<count].map { UInt8(bitPattern: $0) }
    }

    /// Of a link itself.
    static func changeOwner(_ path: FilePath, _ owner: Ownership) throws(Errno) {
        try attempt { path.bytes.withCString { unsafe lchown($0, owner.uid, owner.gid) } }
    }

    static func changeMode(_ path: FilePath, _ mode: FileMode) throws(Errno) {
        try attempt { path.bytes.withCString { unsafe chmod($0, mode) } }
    }

    static func remove(_ path: FilePath) throws(Errno) {
        try attempt { path.bytes.withCString { unsafe unlink($0) } }
    }

    static func removeTree(_ path: FilePath) { try? FileManager.default.removeItem(atPath: path.description) }

    static func rename(_ path: FilePath, to target: FilePath) throws(Errno) {
        try attempt {
            path.bytes.withCString { path in target.bytes.withCString { unsafe Glibc.rename(path, $0) } }
        }
    }

    /// Swaps two entries (renameat2(2)).
    static func exchange(_ first: FilePath, _ second: FilePath) throws(Errno) {
        let exchange: CUnsignedInt = 2
        try attempt {
            first.bytes.withCString { first in
                second.bytes.withCString { unsafe FileSystem.renameat2(AT_FDCWD, first, AT_FDCWD, $0, exchange) }
            }
        }
    }

    /// Sorted by their bytes.
    static func names(in path: FilePath) throws(Errno) -> [Bytes] {
        guard let stream = path.bytes.withCString({ unsafe opendir($0) }) else { throw .current }
        defer { unsafe _ = closedir(stream) }
        var names: [Bytes] = []
        while let entry = unsafe readdir(stream) {
            let offset = MemoryLayout<dirent>.offset(of: \.d_name)!
            let name = unsafe UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
            unsafe names.append(Bytes(cString: name))
        }
        return names.filter { $0 != Bytes(".") && $0 != Bytes("..") }.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// The module map of the C library has no renameat2(2).
    private typealias Rename =
        @convention(c) (CInt, UnsafePointer<CChar>, CInt, UnsafePointer<CChar>, CUnsignedInt) -> CInt
    private static let renameat2 = unsafe unsafeBitCast(dlsym(nil, "renameat2"), to: Rename.self)
}

extension FileDescriptor {
    /// Creates a file that was not there, for reading and writing.
    static func create(_ path: FilePath) throws(Errno) -> FileDescriptor {
        try FileSystem.open(path, O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
    }
}
