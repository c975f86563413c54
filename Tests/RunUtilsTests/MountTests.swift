import Testing

@testable import RunUtils

/// What is mounted, in mounts of a thread's own.
@Suite(.enabled(if: Mounts.areAllowed)) struct MountTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// A place that is shown read-only can still be changed where another mount shows it.
    @Test func linksOnAReadOnlyMountAreFollowedWhereNoOtherShowsIt() throws {
        try directory.makeDirectory("theirs", of: .service)
        try directory.makeDirectory("mount")
        let (directory, theirs, mount) = (directory, directory("theirs"), directory("mount"))
        let seen = try Mounts.within {
            func look() -> [String] {
                [Distrust.service, .others].map { distrust in
                    let link = mount.appending("link")
                    let read = (try? PathWalk.open(link, distrust).readAll().text) ?? "refused"
                    return PathWalk.doubt(link, distrust) == nil ? read : "doubted, \(read)"
                }
            }
            try Mounts.temporary(at: theirs)
            try directory.link("theirs/link", to: "code")
            try directory.write("theirs/code", "content")
            try directory.give("theirs", to: .service)
            try directory.give("theirs/code", to: .service)
            try Mounts.bind(theirs, at: mount)
            let before = look()
            try Mounts.bind(theirs, at: mount, isReadOnly: true)
            let between = look()
            try Mounts.close(theirs)
            return [before, between, look()]
        }
        let refused = ["doubted, refused", "doubted, refused"]
        #expect(seen == [refused, refused, ["content", "content"]])
    }

    /// Another directory can be put in the place of the one above it.
    @Test func aReadOnlyMountBelowADirectoryOfTheUserIsNoHelp() throws {
        try directory.makeDirectory("theirs", of: .service)
        try directory.makeDirectory("theirs/d/mount")
        try directory.link("roots/link", to: "code")
        try directory.write("roots/code", "")
        let (roots, mount) = (directory("roots"), directory("theirs/d/mount"))
        let seen = try Mounts.within {
            try Mounts.bind(roots, at: mount, isReadOnly: true)
            let link = mount.appending("link")
            return [PathWalk.doubt(link, .service)?.path, PathWalk.refusal(of: link, .others)?.path]
        }
        #expect(seen == [directory("theirs/d"), directory("theirs/d")])
    }

    /// Another file system, the same one mounted once more, and a file that is mounted: these stay, the rest goes.
    @Test(arguments: ["temporary", "bound", "file"]) func removalStaysOnItsMount(_ kind: String) throws {
        try directory.write("canary/file", "precious")
        for name in ["t/file", "t/d/file", "t/d/e/file"] { try directory.write(name, "") }
        for number in 0..<8 { try directory.write("t/d\(number)/file", "") }
        if kind == "file" { try directory.write("t/d/mount", "") } else { try directory.makeDirectory("t/d/mount") }
        let (top, mount, canary) = (directory.path, directory("t/d/mount"), directory("canary"))
        let (error, inside) = try Mounts.within { () -> (Errno?, String?) in
            switch kind {
            case "temporary":
                try Mounts.temporary(at: mount)
                try FileDescriptor.create(mount.appending("file")).writeAll(Bytes("precious"))
            case "bound": try Mounts.bind(canary, at: mount)
            default: try Mounts.bind(canary.appending("file"), at: mount)
            }
            var failure: Errno?
            do throws(Errno) { try PathWalk.directory(top).removeTree(Bytes("t")) } catch { failure = error }
            return (failure, try? FileSystem.readFile(kind == "file" ? mount : mount.appending("file")).text)
        }
        #expect(error == (kind == "file" ? .resourceBusy : .notEmpty))
        #expect(inside == "precious")
        #expect(directory.read("canary/file") == "precious")
        #expect(try directory.names("t") == ["d"])
        #expect(try directory.names("t/d") == ["mount"])
    }

    @Test func ownershipStaysOnItsMount() throws {
        try directory.write("canary/file", "")
        try directory.makeDirectory("t/mount")
        try directory.write("t/file", "")
        let (tree, canary) = (directory("t"), directory("canary"))
        let changed = try Mounts.within {
            try Mounts.bind(canary, at: tree.appending("mount"))
            let walk = OwnershipWalk(.service, goesOn: { true })
            _ = try walk.give(tree)
            return walk.changed
        }
        #expect(changed == 2)
        #expect(directory.status("canary")?.owner == .root)
        #expect(directory.status("canary/file")?.owner == .root)
        #expect(directory.status("t/file")?.owner == .service)
    }
}
