import Foundation
import Glibc
import Testing

@testable import RunUtils

/// Sockets that a killed service may have left.
@Suite(.enabled(if: CurrentProcess.isRoot)) struct SocketRemovalTests {
    private let directory: TemporaryDirectory
    private let context = Context.forTests()

    init() throws {
        directory = try TemporaryDirectory()
        try directory.give("", to: .service, mode: 0o755)
    }

    /// Calls bind(2) or connect(2) with the path of a socket.
    private func call(
        _ function: (CInt, UnsafePointer<sockaddr>, socklen_t) -> CInt, _ socket: CInt, _ name: String
    ) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: directory(name).bytes) }
        try attempt {
            unsafe withUnsafePointer(to: &address) {
                unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe function(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
        }
    }

    /// A socket of the service's at a path; it listens as long as it is open.
    private func bound(_ name: String, _ type: __socket_type = SOCK_STREAM, to owner: Ownership = .service) throws
        -> CInt
    {
        let socket = try attempt { Glibc.socket(AF_UNIX, CInt(type.rawValue) | CInt(SOCK_NONBLOCK.rawValue), 0) }
        try unsafe call(bind, socket, name)
        try directory.give(name, to: owner)
        return socket
    }

    @Test func whatIsLeftGoes() throws {
        close(try bound("left"))
        close(try bound("roots", to: .root))
        close(try bound("neighbours", to: .neighbour))
        try directory.write("file", "")
        for name in ["left", "roots", "neighbours", "file", "none", "none/below", "file/below"] {
            try context.files.removeSocket(directory(name), of: .service)
        }
        #expect(try directory.names() == ["file", "neighbours", "roots"])
        for name in ["neighbours", "roots"] { try context.files.removeSocket(directory(name), of: nil) }
        #expect(try directory.names() == ["file", "neighbours"])
    }

    /// Also where it takes no more connections for now, or none at all.
    @Test func whereSomebodyListensItStays() throws {
        let sockets = [try bound("listening"), try bound("full"), try bound("datagrams", SOCK_DGRAM)]
        let clients = try (0..<2).map { _ in
            try attempt { Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue), 0) }
        }
        defer { for socket in sockets + clients { close(socket) } }
        try attempt { listen(sockets[0], 1) }
        try attempt { listen(sockets[1], 0) }
        try unsafe call(connect, clients[0], "full")
        #expect(throws: Errno.wouldBlock) { try unsafe call(connect, clients[1], "full") }
        for name in ["listening", "full", "datagrams"] { try context.files.removeSocket(directory(name), of: .service) }
        #expect(try directory.names() == ["datagrams", "full", "listening"])
    }
}
