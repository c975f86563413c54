import CRunUtils

/// A file's user and group.
struct Ownership: Equatable {
    let uid: UInt32
    let gid: UInt32

    /// That of the files which this process creates.
    static var current: Ownership { Simulation.current?.user ?? Ownership(uid: ru_file_user(), gid: ru_file_group()) }
}
