import Glibc
import Testing

@testable import RunUtils

/// What a service's user could have moved to a place of its own, though it cannot look into it. Who is distrusted belongs to a
/// process.
@Suite(.enabled(if: CurrentProcess.isRoot)) struct DisplacementTests {
    /// A place of the service's user, with a directory in it that is root's alone.
    static func ground() throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        try directory.open()
        try directory.write("place/roots/key", "secret", mode: 0o600)
        try directory.give("place/roots", to: .root, mode: 0o700)
        try directory.give("place", to: .service)
        return directory
    }

    private static func error(_ verb: String, _ directory: TemporaryDirectory) -> RunError {
        let (path, place) = (quoted(directory("place/roots")), quoted(directory("place")))
        return RunError(
            .permission,
            "cannot \(verb) \(path): it belongs to user 0, and user 4000, who can change \(place), may have moved it there",
            hint: "give it to user 4000, or mount a volume there")
    }

    @Test func whatCanBeMoved() throws {
        let directory = try DisplacementTests.ground()
        try directory.write("open/file", "", mode: 0o666)
        try directory.makeDirectory("shared", of: .root, mode: 0o1777)
        try directory.write("shared/roots", "")
        try directory.write("shared/own", "")
        try directory.give("shared/own", to: .service)
        try directory.link("link", to: "place/roots")
        func place(_ name: String, ofEntries entries: Bool = false) -> String? {
            let doubt = PathWalk.displacement(directory(name), .service, ofEntries: entries)
            return doubt.map { String($0.path.description.dropFirst(directory.path.description.utf8.count + 1)) }
        }
        #expect(place("place") == nil)
        #expect(place("place", ofEntries: true) == "place/*")
        #expect(place("place/roots") == "place/roots")
        #expect(place("place/roots/key") == "place/roots")
        #expect(place("place/none") == "place/none")
        #expect(place("link/key") == "place/roots")
        #expect(place("open/file") == nil)
        #expect(place("none/file") == nil)
        #expect(place("shared/roots") == nil)
        #expect(place("shared/own") == "shared/own")
        #expect(place("shared", ofEntries: true) == nil)
        #expect(PathWalk.displacement(directory("place/roots"), .neighbour) == nil)
        #expect(PathWalk.displacement(directory("place/roots"), .nobody) == nil)
    }

    @Test(.enabled(if: Mounts.areAllowed)) func nobodyMovesWhatIsMounted() throws {
        let directory = try DisplacementTests.ground()
        for name in ["elsewhere/file", "place/mount/file", "place/below/mount/file"] { try directory.write(name, "") }
        let paths = ["place/mount", "place/mount/file", "place/file", "place/below/mount"].map { directory($0) }
        let elsewhere = directory("elsewhere")
        try directory.write("place/file", "")
        let found = try Mounts.within {
            for index in [0, 3] { try Mounts.bind(elsewhere, at: paths[index]) }
            try Mounts.bind(elsewhere.appending("file"), at: paths[2])
            return paths.map { PathWalk.displacement($0, .service)?.path }
        }
        #expect(found == [nil, nil, nil, directory("place/below")])
    }

    @Test func aDirectoryIsNeitherGivenAwayNorFilled() async {
        await #expect(processExitsWith: .success) {
            let directory = try DisplacementTests.ground()
            let path = directory("place/roots")
            let queue = try EventLoop()
            func refusals() -> [RunError?] {
                [
                    failure { () throws(RunError) in try Directory.ensure(path, owner: .service, mode: nil) },
                    failure { () throws(RunError) in try TreeOwnership.ensure(path, .service, .forTests, queue) },
                ]
            }
            // Who gets it is distrusted in any case.
            let expected = ["prepare the directory", "change the owner of"].map {
                DisplacementTests.error($0, directory)
            }
            #expect(refusals() == expected)
            ServiceUser.add(.service)
            #expect(refusals() == expected)
            let file = path.appending("key")
            let refusal = failure { () throws(RunError) in
                try FileSet().stage(Bytes("new"), at: file, FileSet.Attributes(mode: 0o644, owner: .service))
            }
            #expect(refusal == DisplacementTests.error("write in", directory))
            #expect(failure { () throws(RunError) in try Directory.ensure(path, owner: nil, mode: 0o1777) } != nil)
            #expect(directory.status("place/roots")?.owner == .root)
            #expect(directory.status("place/roots")?.mode == 0o700)
            #expect(directory.status("place/roots/key")?.owner == .root)
            #expect(directory.read("place/roots/key") == "secret")
        }
    }

    /// And what is right already, what is the user's own, and one that nobody could move.
    @Test func whatIsMadeIsGivenAway() async {
        await #expect(processExitsWith: .success) {
            let directory = try DisplacementTests.ground()
            ServiceUser.add(.service)
            try directory.makeDirectory("roots")
            for _ in 0..<2 {
                try Directory.ensure(directory("place/new/deep"), owner: .service, mode: 0o2750)
                try Directory.ensure(directory("place/open"), owner: nil, mode: 0o1777)
                try Directory.ensure(directory("place/roots"), owner: nil, mode: 0o700)
                try Directory.ensure(directory("roots"), owner: .service, mode: 0o711)
                let files = FileSet()
                let attributes = FileSet.Attributes(mode: 0o640, owner: .neighbour)
                try files.stage(Bytes("new"), at: directory("place/made/deep/file"), attributes)
                try files.commit()
            }
            try Directory.ensure(directory("place/new/deep"), owner: .service, mode: 0o700)
            #expect(directory.status("place/new/deep")?.owner == .service)
            #expect(directory.status("place/new/deep")?.mode == 0o700)
            #expect(directory.status("place/open")?.mode == 0o1777)
            #expect(directory.status("roots")?.owner == .service)
            #expect(directory.status("place/made/deep")?.owner == .service)
            #expect(directory.status("place/made/deep/file")?.owner == .neighbour)
            #expect(directory.read("place/made/deep/file") == "new")
        }
    }

    @Test(.enabled(if: Mounts.areAllowed)) func whatIsMountedIsGivenAway() async {
        await #expect(processExitsWith: .success) {
            let directory = try DisplacementTests.ground()
            try directory.write("volume/file", "")
            let (volume, roots) = (directory("volume"), directory("place/roots"))
            let refusal = try Mounts.within {
                try Mounts.bind(volume, at: roots)
                let queue = try EventLoop()
                return failure { () throws(RunError) in
                    try Directory.ensure(roots, owner: .service, mode: nil)
                    try TreeOwnership.ensure(roots, .service, .forTests, queue)
                }
            }
            #expect(refusal == nil)
            #expect(directory.status("volume")?.owner == .service)
            #expect(directory.status("place/roots")?.owner == .root)
        }
    }

    /// With the rights of who could have moved it there.
    @Test func aSourceIsReadAsFarAsTheUserSeesIt() async {
        await #expect(processExitsWith: .success) {
            let directory = try DisplacementTests.ground()
            for name in ["place/own/a", "place/own/b", "trusted/key"] { try directory.write(name, "text", mode: 0o600) }
            for name in ["place/own/a", "place/own/b"] { try directory.give(name, to: .service) }
            try directory.write("place/own/roots", "secret", mode: 0o600)
            ServiceUser.add(.service)
            let reader = ConfigurationReader()
            for name in ["place/own/a", "place/own/b", "trusted/key"] {
                #expect(try reader.read(directory(name)).content.text == "text")
            }
            #expect(throws: Errno.permissionDenied) { try reader.read(directory("place/own/roots")) }
            #expect(throws: Errno.permissionDenied) { try reader.read(directory("place/roots/key")) }
            let (path, place) = (quoted(directory("place/roots")), quoted(directory("place")))
            let refusal = failure { () throws(RunError) in _ = try Tree.files(directory("place/roots"), to: "/x") }
            let expected = RunError(
                .permission, "cannot read \(path): user 4000, who can change \(place), has no access to it",
                hint: "give it to user 4000, or that directory to root")
            #expect(refusal == expected)
        }
    }
}
