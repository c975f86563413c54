import Dispatch
import Foundation
import Glibc
import Testing

@testable import RunUtils

/// Root that acts on files with a user's rights.
@Suite(.enabled(if: CurrentProcess.isRoot)) struct FileIdentityTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try directory.open()
        try directory.write("secret", "secret", mode: 0o600)
        try directory.write("grouped", "grouped", mode: 0o640)
        try directory.give("grouped", to: Ownership(uid: 0, gid: 4002), mode: 0o640)
        try directory.makeDirectory("theirs", of: .service)
        try directory.makeDirectory("all", of: .root, mode: 0o1777)
    }

    private func acting<Result>(
        _ identity: Identity? = .service, _ body: () throws(RunError) -> Result
    ) throws(RunError) -> Result {
        try FileIdentity.acting(for: identity, body) { RunError(.permission, "refused: \($0.description)") }
    }

    /// Why a file cannot be opened for reading; nil where it can.
    private func refusal(_ name: String) -> Errno? {
        do throws(Errno) { _ = try FileSystem.open(directory(name), O_RDONLY) } catch { return error }
        return nil
    }

    private func groups() -> [gid_t] {
        var groups = [gid_t](repeating: 0, count: 65536)
        let count = unsafe getgroups(CInt(groups.count), &groups)
        return Array(groups[..<max(0, Int(count))])
    }

    @Test func itHasTheUsersRightsAndNoOthers() throws {
        let seen = try acting { () throws(RunError) in
            [
                refusal("secret"), refusal("grouped"),
                { () -> Errno? in
                    do throws(Errno) { _ = try FileDescriptor.create(directory("mine")) } catch { return error }
                    return nil
                }(),
            ]
        }
        #expect(seen == [.permissionDenied, nil, .permissionDenied])
        // A group that is not the user's.
        try directory.give("grouped", to: Ownership(uid: 0, gid: 4003))
        #expect(try acting { () throws(RunError) in refusal("grouped") } == .permissionDenied)
        #expect(refusal("secret") == nil)
        #expect(refusal("grouped") == nil)
    }

    @Test func whatItMakesIsTheUsers() throws {
        try acting { () throws(RunError) in
            _ = try? FileDescriptor.create(directory("theirs/file"))
            _ = try? FileDescriptor.create(directory("all/file"))
            try? FileSystem.makeDirectory(directory("theirs/d"))
            try? FileSystem.makeLink(directory("theirs/link"), to: Bytes("x"))
            #expect(Ownership.current == .service)
            #expect(!CurrentProcess.isRoot)
        }
        for name in ["theirs/file", "all/file", "theirs/d", "theirs/link"] {
            #expect(directory.status(name)?.owner == .service, "\(name)")
        }
        try directory.write("theirs/after", "")
        #expect(directory.status("theirs/after")?.owner == .root)
    }

    @Test func rightsAndGroupsAreBackAfterwards() throws {
        let before = groups()
        #expect(try acting { () throws(RunError) in groups() } == Identity.service.groups)
        #expect(groups() == before)
        #expect(Ownership.current == .root)
        let error = RunError(.failure, "no")
        #expect(throws: error) { try acting { () throws(RunError) in throw error } }
        #expect(groups() == before)
        #expect(Ownership.current == .root)
        #expect(CurrentProcess.isRoot)
        #expect(refusal("secret") == nil)
    }

    /// Those that were there before.
    @Test func otherThreadsGoOnAsRoot() throws {
        let (secret, look, looked) = (directory("secret"), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let isRoot = Flag()
        Thread.detachNewThread {
            looked.signal()
            look.wait()
            isRoot.value = (try? FileSystem.readFile(secret).text) == "secret" && Ownership.current == .root
            looked.signal()
        }
        looked.wait()
        try acting { () throws(RunError) in
            look.signal()
            looked.wait()
            #expect(refusal("secret") == .permissionDenied)
        }
        #expect(isRoot.value)
    }

    /// A program would keep the rights, and could take root's back.
    @Test func noProgramStartsMeanwhile() throws {
        func start() -> Result<pid_t, SpawnFailure> {
            var request = SpawnRequest(
                path: "/bin/sh", arguments: [Bytes("sh"), Bytes("-c"), Bytes(": > \(directory("started"))")],
                environment: Environment())
            request.deathSignal = nil
            return request.spawn()
        }
        let refused = try acting { () throws(RunError) in (start(), start()) }
        let expected = Result<pid_t, SpawnFailure>.failure(SpawnFailure(stage: .fork, error: .resourceBusy))
        #expect(refused == (expected, expected))
        #expect(directory.status("started") == nil)
        let pid = try start().get()
        var status: CInt = 0
        #expect(unsafe waitpid(pid, &status, 0) == pid)
        #expect(status == 0)
        #expect(directory.status("started")?.owner == .root)
    }

    @Test func nobodyBecomesTheUserForGood() throws {
        var request = SpawnRequest(path: "/bin/true", arguments: [Bytes("true")], environment: Environment())
        request.identity = .neighbour
        let refused = try acting { () throws(RunError) in (request.become(), request.execute()) }
        let expected = SpawnFailure(stage: .fork, error: .resourceBusy)
        #expect(refused.0 == expected)
        #expect(refused.1 == expected)
        #expect(getuid() == 0)
    }

    @Test func scopesInOneAnother() throws {
        let inside = try acting { () throws(RunError) in
            let inner = try acting { () throws(RunError) in (refusal("secret"), Ownership.current) }
            #expect(throws: RunError(.failure, "no")) {
                try acting { () throws(RunError) in throw RunError(.failure, "no") }
            }
            return [inner.0 == .permissionDenied, inner.1 == .service, refusal("secret") == .permissionDenied]
        }
        #expect(inside == [true, true, true])
        #expect(refusal("secret") == nil)
        #expect(Ownership.current == .root)
    }

    /// Never with more rights than those of the outer one.
    @Test func asSomebodyElseWithin() throws {
        try directory.write("theirs/file", "", mode: 0o600)
        try directory.give("theirs/file", to: .service)
        let seen = try acting { () throws(RunError) in
            #expect(throws: RunError.self) { try acting(.neighbour) { () throws(RunError) in Issue.record("it acts") } }
            return try acting(nil) { () throws(RunError) in (refusal("secret"), Ownership.current.uid == 0) }
        }
        #expect(seen.0 == .permissionDenied)
        #expect(!seen.1)
    }

    @Test func rootActsAsItIs() throws {
        let root = Identity(name: "root", uid: 0, gid: 0, groups: [], home: "/root", shell: "/bin/sh")
        let before = groups()
        for identity in [root, nil] {
            let seen = try acting(identity) { () throws(RunError) in (refusal("secret"), Ownership.current, groups()) }
            #expect(seen == (nil, .root, before))
        }
    }
}

/// What belongs to the whole process.
@Suite(.enabled(if: CurrentProcess.isRoot)) struct ProcessIdentityTests {
    /// Also those that a container gave it, and none at all.
    @Test func groupsOfOnesOwnAreRestored() async {
        await #expect(processExitsWith: .success) {
            let setgroups = unsafe unsafeBitCast(
                dlsym(nil, "setgroups"), to: (@convention(c) (Int, UnsafePointer<gid_t>) -> CInt).self)
            func groups() -> [gid_t] {
                var groups = [gid_t](repeating: 0, count: 65536)
                return Array(groups[..<Int(unsafe getgroups(CInt(groups.count), &groups))])
            }
            for own in [[], [7], [0, 10, 4002], Array(1...40)] as [[gid_t]] {
                try attempt { unsafe setgroups(own.count, own) }
                for wanted in [[], [4001], Array(5000...5100)] as [[gid_t]] {
                    let identity = Identity(
                        name: "x", uid: 4000, gid: 4001, groups: wanted, home: "/", shell: "/bin/sh")
                    let inside = try FileIdentity.acting(for: identity) { () throws(RunError) in
                        groups()
                    } refused: {
                        RunError(cannot: "act", $0)
                    }
                    #expect(inside == wanted)
                    #expect(groups() == own)
                }
            }
        }
    }

    /// The signal that is sent when the parent dies, and whether others may look into the process.
    @Test func whatAChangeOfIdsTakesAwayIsBack() async {
        await #expect(processExitsWith: .success) {
            let prctl = unsafe unsafeBitCast(
                dlsym(nil, "prctl"), to: (@convention(c) (CInt, Int, Int, Int, Int) -> CInt).self)
            let (setSignal, getSignal, getDumpable, setDumpable): (CInt, CInt, CInt, CInt) = (1, 2, 3, 4)
            for dumpable in [1, 0] {
                #expect(prctl(setSignal, Int(SIGTERM), 0, 0, 0) == 0)
                #expect(prctl(setDumpable, dumpable, 0, 0, 0) == 0)
                try FileIdentity.acting(for: .service) { () throws(RunError) in
                } refused: {
                    RunError(cannot: "act", $0)
                }
                var signal: CInt = 0
                let result = unsafe withUnsafeMutablePointer(to: &signal) {
                    prctl(getSignal, Int(bitPattern: $0), 0, 0, 0)
                }
                #expect(result == 0)
                #expect(signal == SIGTERM)
                #expect(prctl(getDumpable, 0, 0, 0, 0) == CInt(dumpable))
            }
        }
    }
}

/// Who is not root has no others' rights to take.
@Suite(.enabled(if: !CurrentProcess.isRoot)) struct OwnFileIdentityTests {
    @Test func itActsAsItIs() throws {
        let owner = try FileIdentity.acting(for: .service) { () throws(RunError) in
            Ownership.current
        } refused: {
            RunError(cannot: "act", $0)
        }
        #expect(owner == Ownership(uid: geteuid(), gid: getegid()))
    }
}
