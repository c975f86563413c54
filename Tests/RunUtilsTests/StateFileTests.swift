import Foundation
import Glibc
import Testing

@testable import RunUtils

/// What `health` believes of a file that says what the daemon does. The daemon is another process.
@Suite final class StateFileTests {
    /// An image of a test's own.
    private let name = "test-\(UInt64.random(in: 0 ... .max))"
    private let meeting: Meeting

    init() throws { meeting = try Meeting() }

    deinit { for file in StateFileTests.files(name) { try? FileSystem.remove(file) } }

    /// Where an image's files are.
    private static func files(_ name: String) -> [FilePath] {
        ["/run", "/dev/shm", "/tmp"].map { FilePath($0) }.flatMap { place in
            ((try? FileSystem.names(in: place)) ?? []).filter { $0.starts(with: Bytes("runutils-\(name)")) }
                .map { place.appending($0) }
        }
    }

    /// Runs a daemon of a user's that tells a phase, as long as somebody looks.
    private func runDaemon(of uid: UInt32 = geteuid(), _ phase: Phase) async {
        let (name, place, phase) = (name, meeting.place, phase.rawValue)
        await #expect(processExitsWith: .success) {
            [name = name as String, place = place as String, uid = uid as UInt32, phase = phase as String] in
            if uid != geteuid() { try attempt { setuid(uid) } }
            let state = StateFile(name)
            for phase in [Phase.starting, try #require(Phase(rawValue: phase))] { state.tell(phase) }
            #expect(state.isTold)
            try Meeting.meet(at: place)
            state.end()
            #expect(!state.isTold)
        }
    }

    @Test func theDaemonOfThisContainerIsBelieved() async throws {
        let name = name
        #expect(StateFile.read(name)?.pid == nil)
        let looked = meeting.look {
            let told = StateFile.read(name)
            let files = try StateFileTests.files(name).map { try FileStatus.at($0) }
            // A look takes nothing away.
            return (told, told.map { kill($0.pid, 0) == 0 }, StateFile.read(name), files)
        }
        await runDaemon(.running)
        let (told, isThere, again, files) = try looked.get()
        #expect(told?.content["state"] == "running")
        #expect(told?.content["image"] == name)
        #expect(told?.content["pid"] == "\(told?.pid ?? 0)")
        #expect(told?.pid != getpid())
        #expect(isThere == true)
        #expect(again?.pid == told?.pid)
        #expect(files.map { $0?.mode } == [0o644])
        #expect(StateFile.read(name)?.pid == nil)
        #expect(StateFileTests.files(name) == [])
    }

    @Test(.enabled(if: CurrentProcess.isRoot)) func thatOfAnotherUserIsNotBelieved() async throws {
        let name = name
        let looked = meeting.look {
            // He himself believes it.
            let his = try FileIdentity.acting(for: .service) { () throws(RunError) in
                StateFile.read(name)
            } refused: {
                RunError(cannot: "act", $0)
            }
            return (StateFile.read(name), his, StateFileTests.files(name).count)
        }
        await runDaemon(of: 4000, .running)
        let (told, his, count) = try looked.get()
        #expect(told?.pid == nil)
        #expect(his?.content["state"] == "running")
        #expect(count == 1)
    }

    /// The first place where a daemon's file is.
    private var file: FilePath {
        let place: FilePath = Access.isWritable("/run") ? "/run" : Access.isWritable("/dev/shm") ? "/dev/shm" : "/tmp"
        return place.appending("runutils-\(name)")
    }

    /// Whoever shares a place may have taken the name first.
    @Test(arguments: ["text", "held", "directory", "link"])
    func whereTheNameIsTakenAnotherOneServes(_ kind: String) async throws {
        let (name, file) = (name, file)
        var holder: HeldFile?
        switch kind {
        case "text": try FileDescriptor.create(file).writeAll(Bytes("precious"))
        case "held": holder = try HeldFile.make(PathWalk.entry(file), .forTests("foreign", "stopping"))
        case "directory": try FileSystem.makeDirectory(file)
        default: try FileSystem.makeLink(file, to: Bytes("/dev/null"))
        }
        let before = try FileStatus.at(file, following: false)
        let looked = meeting.look { (StateFile.read(name), StateFileTests.files(name).count) }
        await runDaemon(.waiting)
        let (told, count) = try looked.get()
        #expect(told?.content["state"] == "waiting")
        #expect(count == 2)
        #expect(try FileStatus.at(file, following: false) == before)
        #expect(StateFileTests.files(name) == [file])
        if kind == "directory" { _ = unsafe rmdir(file.description) }
        withExtendedLifetime(holder) {}
    }

    /// What a killed daemon left goes.
    @Test func whatIsLeftIsReplaced() async throws {
        let (name, file) = (name, file)
        try FileDescriptor.create(file).writeAll(HeldFile.Content.forTests(name, "running").bytes)
        #expect(StateFile.read(name)?.pid == nil)
        let looked = meeting.look { (StateFile.read(name), StateFileTests.files(name)) }
        await runDaemon(.stopping)
        let (told, files) = try looked.get()
        #expect(told?.content["state"] == "stopping")
        #expect(files == [file])
    }

    /// A lock that any container may have taken says nothing of this one.
    @Test(arguments: ["/run", "/dev/shm", "/tmp"] as [FilePath])
    func oneWithoutALockOfAProcessIsNotBelieved(_ place: FilePath) throws {
        if !Access.isWritable(place) { return }
        let entry = try PathWalk.entry(place.appending("runutils-\(name)"))
        let content = HeldFile.Content.forTests(name, "running")
        let held = try #require(try HeldFile.make(entry, content))
        #expect(Look(try HeldFile.state(entry)) == .held(content))
        #expect(StateFile.read(name)?.pid == nil)
        held.remove()
        let file = try FileDescriptor.create(place.appending("runutils-\(name)"))
        try file.writeAll(content.bytes)
        #expect(StateFile.read(name)?.pid == nil)
        #expect(try file.tryLock())
        #expect(StateFile.read(name)?.pid == nil)
    }
}
