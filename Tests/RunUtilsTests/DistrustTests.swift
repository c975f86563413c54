import Testing

@testable import RunUtils

/// Who can change what: 4000 is the service's user with the groups 4001 and 4002, 5000 a third one.
@Suite struct DistrustTests {
    private static let own = Ownership.current

    private static func rights(_ uid: UInt32, _ gid: UInt32, _ mode: FileMode) -> Rights {
        Rights(owner: Ownership(uid: uid, gid: gid), mode: mode)
    }

    @Test(
        arguments: [
            // Root's, and who may write: its group and others.
            (rights(0, 0, 0o755), false, false),
            (rights(0, 0, 0o7755), false, false),
            (rights(0, 0, 0o775), false, true),
            (rights(0, 0, 0o757), true, true),
            (rights(0, 0, 0o002), true, true),
            (rights(0, 0, 0o777), true, true),
            (rights(0, 0, 0o1777), true, true),
            (rights(0, 4001, 0o755), false, false),
            (rights(0, 4001, 0o775), true, true),
            (rights(0, 4002, 0o020), true, true),
            (rights(0, 4000, 0o775), false, true),
            (rights(0, 5001, 0o775), false, true),
            // The user's own: he can give himself any mode.
            (rights(4000, 4001, 0o755), true, true),
            (rights(4000, 0, 0o000), true, true),
            (rights(4000, 0, 0o555), true, true),
            // A third one's.
            (rights(5000, 5001, 0o755), false, true),
            (rights(5000, 5001, 0o775), false, true),
            (rights(5000, 4002, 0o775), true, true),
            (rights(5000, 0, 0o757), true, true),
            (rights(4001, 4000, 0o755), false, true),
        ] as [(Rights, Bool, Bool)])
    func writing(_ rights: Rights, _ byUser: Bool, _ byOthers: Bool) {
        #expect(Distrust.service.canWrite(rights) == byUser)
        #expect(Distrust.others.canWrite(rights) == byOthers)
        #expect(!Distrust.nobody.canWrite(rights))
    }

    /// Somebody whom the list names may do what the group bits say, whatever his groups are.
    @Test(arguments: [(0o775, true), (0o755, false), (0o1775, true)] as [(FileMode, Bool)])
    func anAccessList(_ mode: FileMode, _ expected: Bool) {
        var rights = DistrustTests.rights(0, 5001, mode)
        #expect(!Distrust.service.canWrite(rights))
        rights.hasAccessList = true
        #expect(Distrust.service.canWrite(rights) == expected)
    }

    @Test(
        arguments: [
            // Where nobody else can write, nothing is replaced, whoever owns it.
            (rights(0, 0, 0o644), rights(0, 0, 0o755), false, false),
            (rights(4000, 4001, 0o644), rights(0, 0, 0o755), false, false),
            (rights(5000, 5001, 0o777), rights(0, 0, 0o1755), false, false),
            // Where all can write.
            (rights(0, 0, 0o600), rights(0, 0, 0o777), true, true),
            (rights(5000, 5001, 0o600), rights(0, 0, 0o757), true, true),
            // In a sticky one only the owners of both.
            (rights(0, 0, 0o777), rights(0, 0, 0o1777), false, false),
            (rights(4000, 4001, 0o600), rights(0, 0, 0o1777), true, true),
            (rights(5000, 5001, 0o600), rights(0, 0, 0o1777), false, true),
            (rights(0, 0, 0o600), rights(4000, 4001, 0o1755), true, true),
            (rights(5000, 0, 0o600), rights(4000, 4001, 0o1777), true, true),
            (rights(0, 0, 0o600), rights(5000, 5001, 0o1777), false, true),
            (rights(4000, 0, 0o600), rights(5000, 5001, 0o1777), true, true),
            (rights(4000, 0, 0o600), rights(5000, 5001, 0o1755), false, true),
            // By a group.
            (rights(0, 0, 0o600), rights(0, 4001, 0o775), true, true),
            (rights(0, 0, 0o600), rights(0, 5001, 0o775), false, true),
            (rights(0, 0, 0o600), rights(0, 4001, 0o1775), false, false),
            (rights(4000, 0, 0o600), rights(0, 4001, 0o1775), true, true),
            (rights(4000, 0, 0o600), rights(0, 5001, 0o1775), false, true),
            // In one of their own.
            (rights(0, 0, 0o600), rights(4000, 4001, 0o500), true, true),
            (rights(0, 0, 0o600), rights(5000, 5001, 0o755), false, true),
        ] as [(Rights, Rights, Bool, Bool)])
    func replacing(_ entry: Rights, _ directory: Rights, _ byUser: Bool, _ byOthers: Bool) {
        #expect(Distrust.service.canReplace(entry, in: directory) == byUser)
        #expect(Distrust.others.canReplace(entry, in: directory) == byOthers)
        #expect(!Distrust.nobody.canReplace(entry, in: directory))
    }

    @Test func theirs() {
        for (uid, byUser, byOthers) in [(0, false, false), (4000, true, true), (5000, false, true)] {
            let owner = Ownership(uid: UInt32(uid), gid: 4001)
            #expect(Distrust.service.isTheirs(owner) == byUser)
            #expect(Distrust.others.isTheirs(owner) == byOthers)
            #expect(!Distrust.nobody.isTheirs(owner))
        }
    }

    /// Who this process acts for is none of the others.
    @Test func oneself() {
        let (file, directory) = (Rights(owner: .current, mode: 0o644), Rights(owner: .current, mode: 0o755))
        #expect(!Distrust.others.isTheirs(.current))
        #expect(!Distrust.others.canWrite(file))
        #expect(!Distrust.others.canReplace(file, in: directory))
        #expect(!Distrust.others.canReplace(file, in: Rights(owner: .root, mode: 0o1777)))
        #expect(Distrust.others.canWrite(Rights(owner: .current, mode: 0o664)))
    }

    @Test(.enabled(if: CurrentProcess.isRoot)) func whoeverThisProcessActsForIsOneself() throws {
        let owners = [Ownership.root, .service, .neighbour]
        let theirs = try FileIdentity.acting(for: .service) { () throws(RunError) in
            owners.map { Distrust.others.isTheirs($0) }
        } refused: {
            RunError(cannot: "act", $0)
        }
        #expect(theirs == [false, false, true])
        #expect(owners.map { Distrust.others.isTheirs($0) } == [false, true, true])
    }
}
