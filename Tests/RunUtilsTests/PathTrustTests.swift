import Testing

@testable import RunUtils

/// Links in directories of root's, of the service's user and of all: who is distrusted decides whether they are followed.
@Suite(.enabled(if: CurrentProcess.isRoot)) struct PathTrustTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        // Who makes links in it could read what they lead to.
        try directory.give("", to: .root, mode: 0o755)
        for name in ["file", "d/file"] { try directory.write(name, name) }
    }

    /// What is read at a path; nil where a link is refused.
    private func read(_ name: String, _ distrust: Distrust) throws -> String? {
        do { return try PathWalk.open(directory(name), distrust).readAll().text } catch {
            if error == .tooManyLinks { return nil }
            throw error
        }
    }

    /// Who does not follow the links on a path that leads to "file".
    private func whoRefuses(_ name: String) throws -> [String] {
        let all: [(String, Distrust)] = [
            ("nobody", .nobody), ("service", .service), ("neighbour", .neighbour), ("others", .others),
        ]
        return try all.filter { (who, distrust) in
            let content = try read(name, distrust)
            if let content { #expect(content == "file", "\(name) for \(who)") }
            #expect((PathWalk.refusal(of: directory(name), distrust) != nil) == (content == nil))
            return content == nil
        }.map { $0.0 }
    }

    @Test func linksOfRootInDirectoriesOfRootAreFollowed() throws {
        try directory.link("d/link", to: "../file")
        try directory.link("up", to: "d/..")
        #expect(try whoRefuses("d/link") == [])
        #expect(try whoRefuses("up/d/link") == [])
    }

    /// He can make a link there at any time, whoever owns the one that is there now.
    @Test(arguments: [Ownership.root, .service, .neighbour])
    func linksInADirectoryOfTheUserAreNot(_ owner: Ownership) throws {
        try directory.makeDirectory("theirs", of: .service)
        try directory.link("theirs/link", to: "../file")
        try directory.give("theirs/link", to: owner)
        let all = owner == .neighbour ? ["service", "neighbour", "others"] : ["service", "others"]
        #expect(try whoRefuses("theirs/link") == all)
        try directory.link("theirs/up", to: directory.path.description)
        #expect(try whoRefuses("theirs/up/file") == ["service", "others"])
        #expect(throws: Errno.tooManyLinks) { try PathWalk.directory(directory("theirs/up"), .others) }
        #expect(throws: Errno.tooManyLinks) { try PathWalk.entry(directory("theirs/up/file"), .others) }
        #expect(throws: Errno.tooManyLinks) {
            try PathWalk.entry(directory("theirs/link"), .others, followsLast: true)
        }
    }

    /// He can put another directory in the place of root's.
    @Test func linksBelowADirectoryOfTheUserAreNot() throws {
        try directory.makeDirectory("theirs", of: .service)
        try directory.link("theirs/roots/link", to: directory("file").description)
        try directory.link("way", to: "theirs/roots")
        for name in ["theirs/roots/link", "way/link", "theirs/../theirs/roots/link"] {
            #expect(try whoRefuses(name) == ["service", "others"])
        }
    }

    /// What is no link leads nowhere else, and up it goes only before somebody could have moved it.
    @Test func directoriesAndFilesOfTheUserAreNoLinks() throws {
        try directory.makeDirectory("theirs", of: .service)
        try directory.write("theirs/d/file", "file")
        try directory.link("way", to: "theirs")
        #expect(try whoRefuses("theirs/d/file") == [])
        #expect(try whoRefuses("way/d/file") == [])
        #expect(try whoRefuses("way/../file") == [])
        #expect(try whoRefuses("way/d/../d/file") == ["service", "others"])
    }

    @Test func directoriesOfGroups() throws {
        for (name, owner, mode) in [
            ("his", Ownership(uid: 0, gid: 4001), 0o775), ("also", Ownership(uid: 0, gid: 4002), 0o770),
            ("closed", Ownership(uid: 0, gid: 4001), 0o755), ("another", Ownership(uid: 0, gid: 5001), 0o775),
            ("all", Ownership.root, 0o777), ("own", Ownership.root, 0o775),
        ] as [(String, Ownership, FileMode)] {
            try directory.makeDirectory(name, of: owner, mode: mode)
            try directory.link("\(name)/link", to: "../file")
        }
        #expect(try whoRefuses("his/link") == ["service", "others"])
        #expect(try whoRefuses("also/link") == ["service", "others"])
        #expect(try whoRefuses("closed/link") == [])
        #expect(try whoRefuses("another/link") == ["neighbour", "others"])
        #expect(try whoRefuses("all/link") == ["service", "neighbour", "others"])
        #expect(try whoRefuses("own/link") == ["others"])
    }

    @Test func stickyDirectories() throws {
        try directory.makeDirectory("sticky", of: .root, mode: 0o1777)
        for (name, owner) in [("root", Ownership.root), ("service", .service), ("neighbour", .neighbour)] {
            try directory.link("sticky/\(name)", to: "../file")
            try directory.give("sticky/\(name)", to: owner)
            try directory.makeDirectory("sticky/d-\(name)", of: owner)
            try directory.link("sticky/d-\(name)/link", to: "../../file")
        }
        #expect(try whoRefuses("sticky/root") == [])
        #expect(try whoRefuses("sticky/service") == ["service", "others"])
        #expect(try whoRefuses("sticky/neighbour") == ["neighbour", "others"])
        #expect(try whoRefuses("sticky/d-root/link") == [])
        #expect(try whoRefuses("sticky/d-service/link") == ["service", "others"])
        #expect(try whoRefuses("sticky/d-neighbour/link") == ["neighbour", "others"])
        try directory.give("sticky", to: .service, mode: 0o1777)
        #expect(try whoRefuses("sticky/root") == ["service", "others"])
    }

    /// The directory may have been his when he made it.
    @Test func linksOfTheUserInADirectoryThatIsRootsNow() throws {
        try directory.link("d/link", to: "../file")
        try directory.give("d/link", to: .service)
        #expect(try whoRefuses("d/link") == ["service", "others"])
        try directory.link("d/up", to: "..")
        try directory.give("d/up", to: .service)
        #expect(try whoRefuses("d/up/file") == ["service", "others"])
    }

    /// No entry is made, and none is looked at, behind a link that is not to be followed.
    @Test func whatIsThereDoesNotCountForWhereALinkIsRefused() throws {
        try directory.makeDirectory("theirs", of: .service)
        for target in ["nowhere", "/", "link", "../file/x"] {
            try? FileSystem.remove(directory("theirs/link"))
            try directory.link("theirs/link", to: target)
            #expect(try read("theirs/link", .others) == nil)
            #expect(try read("theirs/link/below", .service) == nil)
        }
    }

    /// What is given away later is looked at as it is then.
    @Test func theWayIsLookedAtEachTime() throws {
        try directory.makeDirectory("theirs", of: .root)
        try directory.link("theirs/link", to: "../file")
        #expect(try whoRefuses("theirs/link") == [])
        try directory.give("theirs", to: .service)
        #expect(try whoRefuses("theirs/link") == ["service", "others"])
    }
}
