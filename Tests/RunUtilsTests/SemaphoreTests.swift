import Testing

@testable import RunUtils

@Suite struct SemaphoreTests {
    private let directory: TemporaryDirectory
    private let path: FilePath

    init() throws {
        directory = try TemporaryDirectory()
        path = directory("semaphores/db")
    }

    private let content = Semaphore.Content.forTests("postgres", "running")
    private let other = Semaphore.Content.forTests("other", "running")
    /// What an entrypoint of before wrote.
    private let old = "image=old\nhost=x\npid=1\nboot=b\n"

    private func state() throws -> Look { Look(try Semaphore.state(of: path)) }

    @Test func aPublishedOneIsUpUntilItIsRemoved() throws {
        #expect(try state() == .absent)
        let semaphore = try Semaphore.publish(path, content)
        #expect(try state() == .held(content))
        #expect(directory.read("semaphores/db") == content.bytes.text)
        #expect(directory.status("semaphores/db")?.mode == 0o644)
        #expect(try directory.names("semaphores") == ["db"])
        semaphore.remove()
        #expect(try state() == .absent)
        #expect(try directory.names("semaphores") == [])
    }

    @Test func withoutItsOwnerItIsLeft() throws {
        do { _ = try Semaphore.publish(path, content) }
        #expect(try state() == .left(content))
        #expect(directory.read("semaphores/db") != nil)
    }

    @Test func oneThatIsLeftIsRemovedOrReplaced() throws {
        try directory.write("semaphores/db", old)
        #expect(try Semaphore.removeStale(at: path))
        #expect(try state() == .absent)
        #expect(try !Semaphore.removeStale(at: path))
        try directory.write("semaphores/db", old)
        let semaphore = try Semaphore.publish(path, content)
        #expect(try state() == .held(content))
        semaphore.remove()
    }

    /// What a loss of power leaves of a file whose name was on the disk before its content.
    @Test(arguments: ["", "\0", String(repeating: "\0", count: 4096)])
    func oneWithoutContentIsLeft(_ text: String) throws {
        try directory.write("semaphores/db", text)
        #expect(try state() == .left(Semaphore.Content(parsing: Bytes(text))))
        #expect(try Semaphore.removeStale(at: path))
        #expect(try directory.names("semaphores") == [])
    }

    @Test func aHeldOneIsAnErrorThatNamesTheOwner() throws {
        let semaphore = try Semaphore.publish(path, other)
        let error = RunError(
            .configuration, "the semaphore \(quoted(path)) is held by another daemon: other on c0ffee",
            hint: "give each service a semaphore of its own")
        #expect(throws: error) { try Semaphore.removeStale(at: path) }
        #expect(failure { () throws(RunError) in _ = try Semaphore.publish(path, content) } == error)
        #expect(try state() == .held(other))
        #expect(try directory.names("semaphores") == ["db"])
        semaphore.remove()
    }

    @Test func onlyOursIsRemoved() throws {
        let semaphore = try Semaphore.publish(path, content)
        try FileSystem.remove(path)
        let successor = try Semaphore.publish(path, other)
        semaphore.remove()
        #expect(try state() == .held(other))
        successor.remove()
        #expect(try state() == .absent)
    }

    @Test func removingTwiceIsHarmless() throws {
        let semaphore = try Semaphore.publish(path, content)
        semaphore.remove()
        let successor = try Semaphore.publish(path, other)
        semaphore.remove()
        #expect(try state() == .held(other))
        successor.remove()
    }

    @Test func removalLetsTheLockGo() throws {
        let semaphore = try Semaphore.publish(path, content)
        let moved = directory("semaphores/moved")
        try FileSystem.rename(path, to: moved)
        semaphore.remove()
        #expect(Look(try Semaphore.state(of: moved)) == .left(content))
    }

    /// An ordinary file is not ours to remove, and neither is anything else.
    @Test(arguments: ["file", "image", "directory", "link", "dangling", "pipe"])
    func whatIsNoSemaphoreIsRefusedAndStays(_ kind: String) throws {
        try directory.write("semaphores/target", "precious")
        switch kind {
        case "file": try directory.write("semaphores/db", "precious")
        case "image": try directory.write("semaphores/db", "image=x\npassword=y\n")
        case "directory": try directory.makeDirectory("semaphores/db")
        case "link": try directory.link("semaphores/db", to: "target")
        case "dangling": try directory.link("semaphores/db", to: "nowhere")
        default: try FileSystem.makePipe(path)
        }
        let before = directory.status("semaphores/db")
        let what = before?.kind == .regular ? "semaphore" : "regular file"
        let error = RunError(
            .configuration, "\(quoted(path)) is not a \(what); expected a semaphore, or nothing",
            hint: "it belongs to user \(Ownership.current.uid) and was left as it is; name another file")
        #expect(throws: error) { try Semaphore.removeStale(at: path) }
        #expect(failure { () throws(RunError) in _ = try Semaphore.publish(path, content) } == error)
        #expect(try state() == .foreign)
        #expect(directory.status("semaphores/db") == before)
        #expect(directory.read("semaphores/target") == "precious")
        #expect(try directory.names("semaphores") == ["db", "target"])
    }

    @Test func leftoversOfKilledOwnersGoAndThoseOfOthersStay() throws {
        try directory.write("semaphores/.db.new-7", old)
        try directory.write("semaphores/.db.new-8", "")
        try directory.write("semaphores/.db.new-9", "somebody's")
        try directory.write("semaphores/.db2.new-7", old)
        try directory.write("semaphores/db.new", "x")
        #expect(try !Semaphore.removeStale(at: path))
        #expect(try directory.names("semaphores") == [".db.new-9", ".db2.new-7", "db.new"])
    }

    @Test func aHalfMadeOneOfALivingOwnerStays() throws {
        let living = try Semaphore.publish(directory("semaphores/.db.new-host-7"), other)
        #expect(try !Semaphore.removeStale(at: path))
        #expect(try directory.names("semaphores") == [".db.new-host-7"])
        living.remove()
    }

    /// Those who share a volume all publish there, and none removes what is another's.
    @Test func aNewDirectoryIsOpenToAll() throws {
        let semaphore = try Semaphore.publish(directory("new/deep/db"), content)
        #expect(directory.status("new/deep")?.mode == 0o1777)
        #expect(directory.status("new")?.mode == 0o755)
        semaphore.remove()
        try directory.makeDirectory("old")
        try Semaphore.publish(directory("old/db"), content).remove()
        #expect(directory.status("old")?.mode == 0o755)
    }

    /// Its mode is that of its making: by the time of a change, another one may be there.
    @Test func aDirectoryThatAppearsMeanwhileKeepsItsMode() throws {
        try directory.makeDirectory("there")
        try FileSystem.changeMode(directory("there"), 0o700)
        let handle = try DirectoryHandle.make(directory("there"), exactMode: 0o1777)
        #expect(try handle.status.mode == 0o700)
    }

    @Test func whereNothingCanBe() throws {
        try directory.write("file", "")
        #expect(Look(try Semaphore.state(of: directory("file/db"))) == .absent)
        #expect(Look(try Semaphore.state(of: directory("none/db"))) == .absent)
        let error = RunError(.system, "cannot publish the semaphore \(quoted(directory("file/db"))): Not a directory")
        #expect(failure { () throws(RunError) in _ = try Semaphore.publish(directory("file/db"), content) } == error)
    }
}
