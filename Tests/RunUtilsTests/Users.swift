import Glibc

@testable import RunUtils

// Users that tests give files to; nobody of them need be in an account file.

extension Ownership {
    static let service = Ownership(uid: 4000, gid: 4001)
    static let neighbour = Ownership(uid: 5000, gid: 5001)
    static let root = Ownership(uid: 0, gid: 0)
}

extension Identity {
    static let service = Identity(
        name: "service", uid: 4000, gid: 4001, groups: [4001, 4002], home: "/", shell: "/bin/sh")
    static let neighbour = Identity(
        name: "neighbour", uid: 5000, gid: 5001, groups: [5001], home: "/", shell: "/bin/sh")
}

extension Distrust {
    static let service = Distrust.user(4000, groups: [4001, 4002])
    static let neighbour = Distrust.user(5000, groups: [5001])
}

extension TemporaryDirectory {
    /// Gives an entry, a link itself, to a user, and then a mode; as root.
    func give(_ name: String, to owner: Ownership, mode: FileMode? = nil) throws {
        try FileSystem.changeOwner(self(name), owner)
        if let mode { try FileSystem.changeMode(self(name), mode) }
    }

    /// Makes a directory of somebody's, as root. Those above it are root's.
    func makeDirectory(_ name: String, of owner: Ownership, mode: FileMode = 0o755) throws {
        try makeDirectory(name)
        try give(name, to: owner, mode: mode)
    }

    /// Lets everybody go through this directory.
    func open() throws { try FileSystem.changeMode(path, 0o755) }
}
