import Glibc
import Testing

@testable import RunUtils

/// Whether code that root would run is anything that the service's user can change.
@Suite(.enabled(if: CurrentProcess.isRoot)) struct PathDoubtTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try directory.write("d/code", "#!/bin/sh\n", mode: 0o755)
    }

    /// Where the service's user could change what a path leads to, below the test's directory.
    private func doubt(_ name: String, _ distrust: Distrust = .service) -> String? {
        let doubt = PathWalk.doubt(directory(name), distrust)
        return doubt.map { String($0.path.description.dropFirst(directory.path.description.utf8.count + 1)) }
    }

    @Test func whatIsRootsThroughoutIsInNoDoubt() throws {
        try directory.link("link", to: "d/code")
        try directory.link("way", to: "d")
        for name in ["d/code", "link", "way/code", "d/../d/./code", "d", "", "d/none", "none/code"] {
            for distrust in [Distrust.service, .neighbour, .others, .nobody] { #expect(doubt(name, distrust) == nil) }
        }
    }

    @Test func aFileOfTheUser() throws {
        try directory.give("d/code", to: .service)
        try directory.link("link", to: "d/code")
        #expect(doubt("d/code") == "d/code")
        #expect(doubt("link") == "link")
        #expect(doubt("d/code", .others) == "d/code")
        #expect(doubt("d/code", .neighbour) == nil)
        #expect(doubt("d/code", .nobody) == nil)
    }

    @Test func aDirectoryOfTheUserAbove() throws {
        try directory.write("d/e/f/code", "", mode: 0o755)
        try directory.give("d", to: .service)
        try directory.link("link", to: "d/e/f/code")
        #expect(doubt("d/e/f/code") == "d/e")
        #expect(doubt("d/code") == "d/code")
        #expect(doubt("link") == "d/e")
        #expect(doubt("d/e/f/code", .neighbour) == nil)
        #expect(doubt("d") == "d")
    }

    /// acl(5), as the kernel keeps it: version 2, then tag, rights and id of each entry; here the user 4000 with all rights.
    private static let list: Bytes = [
        2, 0, 0, 0, 1, 0, 7, 0, 255, 255, 255, 255, 2, 0, 7, 0, 0xa0, 0x0f, 0, 0, 4, 0, 5, 0, 255, 255, 255, 255,
        16, 0, 7, 0, 255, 255, 255, 255, 32, 0, 5, 0, 255, 255, 255, 255,
    ]

    @Test(arguments: ["d", "d/code"])
    func anAccessList(_ name: String) throws {
        // The module map of the C library has no setxattr(2).
        typealias Call =
            @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafePointer<UInt8>, Int, CInt) -> CInt
        let setxattr = unsafe unsafeBitCast(dlsym(nil, "setxattr"), to: Call.self)
        let list = PathDoubtTests.list
        #expect(
            unsafe setxattr(directory(name).description, "system.posix_acl_access", list, list.count, 0) == 0)
        #expect(doubt("d/code") == "d/code")
    }

    @Test func groupsAndOthers() throws {
        for (mode, gid, expected) in [
            (0o775, 4001, "d/code"), (0o775, 4002, "d/code"), (0o755, 4001, nil), (0o775, 5001, nil), (0o775, 0, nil),
            (0o757, 0, "d/code"), (0o1777, 0, nil),
        ] as [(FileMode, UInt32, String?)] {
            try directory.give("d", to: Ownership(uid: 0, gid: gid), mode: mode)
            #expect(doubt("d/code") == expected, "\(mode) \(gid)")
            try directory.give("d", to: .root, mode: 0o755)
            if mode & 0o1000 != 0 { continue }
            try directory.give("d/code", to: Ownership(uid: 0, gid: gid), mode: mode)
            #expect(doubt("d/code") == expected, "\(mode) \(gid)")
            try directory.give("d/code", to: .root, mode: 0o755)
        }
    }

    @Test func stickyDirectories() throws {
        try directory.makeDirectory("sticky", of: .root, mode: 0o1777)
        for (name, owner) in [("root", Ownership.root), ("service", .service), ("neighbour", .neighbour)] {
            try directory.write("sticky/\(name)", "", mode: 0o755)
            try directory.give("sticky/\(name)", to: owner)
        }
        #expect(doubt("sticky/root") == nil)
        #expect(doubt("sticky/service") == "sticky/service")
        #expect(doubt("sticky/neighbour") == nil)
        #expect(doubt("sticky/root", .others) == nil)
        #expect(doubt("sticky/neighbour", .others) == "sticky/neighbour")
    }

    @Test func aLinkOfTheUser() throws {
        try directory.link("d/link", to: "code")
        try directory.give("d/link", to: .service)
        #expect(doubt("d/link") == "d/link")
        #expect(doubt("d/link", .neighbour) == nil)
    }

    @Test func whatIsSaidOfIt() throws {
        try directory.give("d", to: .service)
        let doubt = try #require(PathWalk.doubt(directory("d/code"), .service))
        #expect(doubt.directory == directory.status("d"))
        #expect(doubt.entry == directory.status("d/code"))
    }
}

/// Why a path with a link is not taken.
@Suite(.enabled(if: CurrentProcess.isRoot)) struct LinkRefusalTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try directory.write("file", "")
    }

    private func text(_ name: String, _ who: String) -> String {
        "a link is not followed from \(quoted(directory(name))) on, which \(who) can change"
    }

    @Test func itNamesThePlaceAndTheUser() throws {
        try directory.makeDirectory("theirs", of: .service)
        try directory.link("theirs/d/link", to: directory("file").description)
        try directory.makeDirectory("sticky", of: .root, mode: 0o1777)
        try directory.link("sticky/link", to: "../file")
        try directory.give("sticky/link", to: .neighbour)
        try directory.makeDirectory("open", of: .root, mode: 0o777)
        try directory.link("open/link", to: "../file")
        try directory.link("way", to: "theirs")
        for (name, place, who) in [
            ("theirs/d/link", "theirs/d", "user 4000"), ("way/d/link", "theirs/d", "user 4000"),
            ("sticky/link", "sticky/link", "user 5000"), ("open/link", "open/link", "others"),
        ] {
            #expect(Refusal.link(on: directory(name)) == text(place, who))
            #expect(
                RunError(cannot: "read", directory(name), .tooManyLinks)
                    == RunError(
                        .configuration, "cannot read \(quoted(directory(name))): \(text(place, who))",
                        hint: "let the directory belong to root, or mount it read-only"))
        }
    }

    @Test func thereIsNoneWhereNobodyLeadsAstray() throws {
        try directory.link("loop", to: "loop")
        try directory.link("link", to: "file")
        for name in ["loop", "link", "file", "none", "loop/below"] { #expect(Refusal.link(on: directory(name)) == nil) }
        #expect(
            RunError(cannot: "read", directory("loop"), .tooManyLinks).message
                == "cannot read \(quoted(directory("loop"))): Too many levels of symbolic links")
    }
}
