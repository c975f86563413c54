import Testing

@testable import RunUtils

/// Files in somebody else's place.
@Suite struct ForeignFileTests {
    private let directory: TemporaryDirectory
    private let own = [Ownership.current.uid]

    init() throws { directory = try TemporaryDirectory() }

    private func read(_ name: String, owners: [UInt32]? = nil, limit: Int = 100) throws(RunError) -> String? {
        try ForeignFile.read(directory(name), owners: owners ?? own, limit: limit)?.text
    }

    private func refusal(_ name: String, owners: [UInt32]? = nil, limit: Int = 100) -> RunError? {
        failure { () throws(RunError) in _ = try read(name, owners: owners, limit: limit) }
    }

    private func error(_ name: String, _ text: String) -> RunError {
        RunError(.configuration, "cannot read \(quoted(directory(name))): \(text)")
    }

    @Test func aPlainFileOfOnesOwn() throws {
        try directory.write("file", "content")
        try directory.write("empty", "")
        #expect(try read("file") == "content")
        #expect(try read("empty") == "")
        #expect(try read("none") == nil)
        #expect(try read("none/file") == nil)
    }

    @Test func itIsOfBoundedSize() throws {
        try directory.write("file", String(repeating: "x", count: 100))
        try directory.write("large", String(repeating: "x", count: 101))
        #expect(try read("file")?.count == 100)
        #expect(refusal("large") == error("large", "File too large"))
        #expect(try read("large", limit: 101)?.count == 101)
    }

    @Test func noLinkIsFollowed() throws {
        try directory.write("file", "content")
        for (name, target) in [("link", "file"), ("dangling", "nowhere"), ("self", "self"), ("up", ".")] {
            try directory.link(name, to: target)
            #expect(refusal(name) == error(name, "Too many levels of symbolic links"), "\(name)")
        }
    }

    /// Nobody need be at the other end.
    @Test func onlyAPlainFileIsRead() throws {
        try FileSystem.makePipe(directory("pipe"))
        try directory.makeDirectory("d")
        for name in ["pipe", "d"] { #expect(refusal(name) == error(name, "it is not a regular file")) }
    }

    @Test func behindAFileThereIsNone() throws {
        try directory.write("file", "")
        #expect(refusal("file/x") == error("file/x", "Not a directory"))
    }

    @Test(.enabled(if: CurrentProcess.isRoot)) func itIsOfAnExpectedOwner() throws {
        try directory.write("root", "root")
        try directory.write("service", "service")
        try directory.give("service", to: .service)
        #expect(try read("root", owners: [4000]) == "root")
        #expect(try read("service", owners: [4000]) == "service")
        #expect(try read("service", owners: [5000, 4000]) == "service")
        for owners in [[], [0], [4001], [5000]] as [[UInt32]] {
            #expect(
                refusal("service", owners: owners)
                    == RunError(
                        .configuration, "\(quoted(directory("service"))) belongs to user 4000, so it is not read"))
        }
    }

    /// Who could put anything there anyway.
    @Test(.enabled(if: CurrentProcess.isRoot)) func orOfTheDirectorysOwner() throws {
        try directory.makeDirectory("theirs", of: .service)
        for (name, owner) in [("service", Ownership.service), ("neighbour", .neighbour)] {
            try directory.write("theirs/\(name)", name)
            try directory.give("theirs/\(name)", to: owner)
        }
        #expect(try read("theirs/service", owners: []) == "service")
        #expect(refusal("theirs/neighbour", owners: [])?.status == .configuration)
        #expect(try read("theirs/neighbour", owners: [5000]) == "neighbour")
    }

    @Test(.enabled(if: CurrentProcess.isRoot)) func linksOfOthersOnTheWayAreNotFollowed() throws {
        try directory.write("roots/file", "content")
        try directory.makeDirectory("theirs", of: .service)
        try directory.link("theirs/way", to: "../roots")
        try directory.link("way", to: "roots")
        #expect(try read("way/file") == "content")
        let reason = "a link is not followed from \(quoted(directory("theirs/way"))) on, which user 4000 can change"
        var expected = error("theirs/way/file", reason)
        expected.hint = "let the directory belong to root, or mount it read-only"
        #expect(refusal("theirs/way/file") == expected)
    }
}
