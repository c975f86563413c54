import Testing

@testable import RunUtils

@Suite struct SemaphoreTests {
    private let directory: TemporaryDirectory
    private let path: FilePath

    init() throws {
        directory = try TemporaryDirectory()
        path = directory("semaphores/db")
    }

    private let content = Semaphore.Content([("image", "postgres"), ("host", "c0ffee"), ("state", "running")])
    private let other = Semaphore.Content([("image", "other"), ("host", "beef")])

    private func state() throws -> Semaphore.State { try Semaphore.state(of: path) }

    @Test func aPublishedOneIsUpUntilItIsRemoved() throws {
        #expect(try state() == .absent)
        let semaphore = try Semaphore.publish(path, content)
        #expect(try state() == .up(content))
        #expect(directory.read("semaphores/db") == "image=postgres\nhost=c0ffee\nstate=running\n")
        #expect(directory.status("semaphores/db")?.mode == 0o644)
        #expect(try directory.names("semaphores") == ["db"])
        semaphore.remove()
        #expect(try state() == .absent)
        #expect(try directory.names("semaphores") == [])
    }

    @Test func withoutItsOwnerItIsStale() throws {
        do { _ = try Semaphore.publish(path, content) }
        #expect(try state() == .stale(content))
        #expect(directory.read("semaphores/db") != nil)
    }

    @Test func aStaleOneIsRemovedOrReplaced() throws {
        try directory.write("semaphores/db", "image=old\nhost=x\n")
        #expect(try Semaphore.removeStale(at: path))
        #expect(try state() == .absent)
        #expect(try !Semaphore.removeStale(at: path))
        try directory.write("semaphores/db", "image=old\nhost=x\n")
        let semaphore = try Semaphore.publish(path, content)
        #expect(try state() == .up(content))
        semaphore.remove()
    }

    @Test func aHeldOneIsAnErrorThatNamesTheOwner() throws {
        let semaphore = try Semaphore.publish(path, other)
        let error = RunError(
            .configuration, "the semaphore \(quoted(path)) is held by another daemon: other on beef",
            hint: "give each service a semaphore of its own")
        #expect(throws: error) { try Semaphore.removeStale(at: path) }
        #expect(failure { () throws(RunError) in _ = try Semaphore.publish(path, content) } == error)
        #expect(try state() == .up(other))
        #expect(try directory.names("semaphores") == ["db"])
        semaphore.remove()
    }

    @Test func theContentChangesInPlaceAndTheLockStays() throws {
        let semaphore = try Semaphore.publish(path, content)
        let inode = directory.status("semaphores/db")?.inode
        try semaphore.update(other)
        #expect(try state() == .up(other))
        #expect(directory.status("semaphores/db")?.inode == inode)
        semaphore.remove()
    }

    /// By one write: between a write and a truncation, somebody would read the end of the old content behind the new one.
    @Test func aShorterContentIsFilledUp() throws {
        let semaphore = try Semaphore.publish(path, content)
        let size = "image=postgres\nhost=c0ffee\nstate=running\n".utf8.count
        for next in [other, content, other] {
            try semaphore.update(next)
            #expect(try state() == .up(next))
            let text = try #require(directory.read("semaphores/db"))
            #expect(text == next.bytes.text + String(repeating: "\n", count: size - next.bytes.count))
        }
        semaphore.remove()
    }

    @Test func onlyOursIsRemoved() throws {
        let semaphore = try Semaphore.publish(path, content)
        try FileSystem.remove(path)
        let successor = try Semaphore.publish(path, other)
        semaphore.remove()
        #expect(try state() == .up(other))
        successor.remove()
        #expect(try state() == .absent)
    }

    @Test func removingTwiceIsHarmless() throws {
        let semaphore = try Semaphore.publish(path, content)
        semaphore.remove()
        let successor = try Semaphore.publish(path, other)
        semaphore.remove()
        #expect(try state() == .up(other))
        successor.remove()
    }

    @Test func removalLetsTheLockGo() throws {
        let semaphore = try Semaphore.publish(path, content)
        try FileSystem.rename(path, to: directory("semaphores/moved"))
        semaphore.remove()
        #expect(try Semaphore.state(of: directory("semaphores/moved")) == .stale(content))
    }

    @Test(arguments: ["target", "nowhere"])
    func aLinkIsRefused(_ target: String) throws {
        try directory.write("semaphores/target", "precious")
        try directory.link("semaphores/db", to: target)
        let error = RunError(
            .configuration, "\(quoted(path)) is no plain file; a semaphore is expected there, or nothing")
        #expect(throws: error) { try Semaphore.removeStale(at: path) }
        #expect(failure { () throws(RunError) in _ = try Semaphore.publish(path, content) } == error)
        #expect(throws: Errno.tooManyLinks) { try state() }
        #expect(directory.read("semaphores/target") == "precious")
        #expect(try directory.names("semaphores") == ["db", "target"])
    }

    @Test func aDirectoryIsRefused() throws {
        try directory.makeDirectory("semaphores/db")
        let error = RunError(
            .configuration, "\(quoted(path)) is no plain file; a semaphore is expected there, or nothing")
        #expect(failure { () throws(RunError) in _ = try Semaphore.publish(path, content) } == error)
        #expect(throws: Errno.isDirectory) { try state() }
    }

    @Test func leftoversOfKilledOwnersGoAndThoseOfOthersStay() throws {
        try directory.write("semaphores/.db.new-host-7", "half")
        try directory.write("semaphores/.db2.new-host-7", "half")
        try directory.write("semaphores/db.new", "x")
        #expect(try !Semaphore.removeStale(at: path))
        #expect(try directory.names("semaphores") == [".db2.new-host-7", "db.new"])
    }

    @Test func aHalfMadeOneOfALivingOwnerStays() throws {
        let living = try Semaphore.publish(directory("semaphores/.db.new-host-7"), other)
        #expect(try !Semaphore.removeStale(at: path))
        #expect(try directory.names("semaphores") == [".db.new-host-7"])
        living.remove()
    }

    @Test func whereNothingCanBe() throws {
        try directory.write("file", "")
        #expect(try Semaphore.state(of: directory("file/db")) == .absent)
        #expect(try Semaphore.state(of: directory("none/db")) == .absent)
        let error = RunError(.system, "cannot publish the semaphore \(quoted(directory("file/db"))): Not a directory")
        #expect(failure { () throws(RunError) in _ = try Semaphore.publish(directory("file/db"), content) } == error)
    }
}

@Suite struct SemaphoreContentTests {
    @Test(arguments: [
        ("", [:]), ("a=1\n", ["a": "1"]), ("a=1\nb=2", ["a": "1", "b": "2"]), ("a=b=c\n", ["a": "b=c"]),
        ("noise\n\na=\n", ["a": ""]), (#"a=x\ny\\z"#, ["a": "x\ny\\z"]), (#"a=\"#, ["a": ""]), (#"a=\q"#, ["a": "q"]),
    ])
    func parsing(_ text: String, _ expected: [String: String]) {
        let content = Semaphore.Content(parsing: Bytes(text))
        #expect(Dictionary(uniqueKeysWithValues: content.fields.map { ($0.0, $0.1.text) }) == expected)
    }

    @Test(arguments: ["", "plain", "a=b", "two\nlines\n", "\\", "\\n", "\\\\n\n", "é"])
    func valuesSurvive(_ value: String) {
        let content = Semaphore.Content([("key", value), ("next", "1")])
        #expect(content.bytes.count { $0 == .newline } == 2)
        #expect(Semaphore.Content(parsing: content.bytes)["key"] == value)
        #expect(Semaphore.Content(parsing: content.bytes) == content)
    }

    @Test(arguments: [
        ("image=a\nhost=b\n", "a on b"), ("image=a\n", "unknown"), ("host=b\n", "unknown"), ("", "unknown"),
    ])
    func owner(_ text: String, _ expected: String) {
        #expect(Semaphore.Content(parsing: Bytes(text)).owner == expected)
    }

    @Test func whatADaemonTells() {
        let state = StateFile("db")
        let content = state.content(.running)
        #expect(content.fields.map { $0.0 } == ["image", "host", "pid", "boot", "state", "since"])
        #expect(content["image"] == "db")
        #expect(content["pid"] == "\(CurrentProcess.pid)")
        #expect(content["state"] == "running")
        #expect(state.content(.waiting)["state"] == "waiting")
    }

    @Test func places() {
        #expect(StateFile.places("db") == ["/run/runutils/db", "/dev/shm/runutils/db", "/tmp/runutils/db"])
    }
}
