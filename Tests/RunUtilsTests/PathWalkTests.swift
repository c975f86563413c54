import Glibc
import Testing

@testable import RunUtils

/// Paths below a directory of one's own, where every link is followed.
@Suite struct PathWalkTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        for name in ["file", "d/file", "d/e/file"] { try directory.write(name, name) }
    }

    /// What is read at a path, or why nothing is.
    private func read(_ path: String, _ distrust: Distrust = .others) -> String {
        do { return try PathWalk.open(FilePath(path), distrust).readAll().text } catch { return error.description }
    }

    private static let missing = Errno.noSuchFile.description
    private static let loops = Errno.tooManyLinks.description

    @Test(arguments: [
        ("file", "file"), ("d", "d/file"), ("d/", "d/file"), ("./d/.", "d/file"), ("d/e/..", "d/file"),
        ("../NAME/d", "d/file"), ("BASE/d", "d/file"), ("BASE/d/../d/e", "d/e/file"), ("BASE//d//e//", "d/e/file"),
        ("BASE/file", "file"), ("nowhere", missing), ("BASE/nowhere", missing),
        ("file/x", Errno.notDirectory.description), ("link", loops), ("BASE/link", loops), ("/", missing),
    ])
    func targets(_ target: String, _ expected: String) throws {
        let base = directory.path.description
        let target = target.replacing("BASE", with: base).replacing("NAME", with: directory.path.name.text)
        try directory.link("link", to: target)
        let end = expected == "file" || target == "nowhere" || target.hasSuffix("file/x") ? "" : "/file"
        for distrust in [Distrust.others, .nobody, .service] {
            #expect(read("\(base)/link\(end)", distrust) == expected)
            #expect(read("\(base)/d/.././/link\(end)", distrust) == expected)
        }
    }

    @Test func chainsAndLinksInTheMiddle() throws {
        try directory.link("a", to: "b")
        try directory.link("b", to: "d/c")
        try directory.link("d/c", to: "../d/e")
        try directory.link("d/e/up", to: "../..")
        let base = directory.path.description
        #expect(read("\(base)/a/file") == "d/e/file")
        #expect(read("\(base)/a/up/file") == "file")
        #expect(read("\(base)/a/up/a/up/b/up/d/file") == "d/file")
        #expect(read("\(base)/a/../file") == "d/file")
        #expect(read("\(base)/d/c/../../file") == "file")
    }

    /// As many as the kernel follows.
    @Test func fortyLinksAndOneMore() throws {
        try directory.link("1", to: "file")
        for number in 2...41 { try directory.link("\(number)", to: "\(number - 1)") }
        let base = directory.path.description
        #expect(read("\(base)/40") == "file")
        #expect(read("\(base)/41") == PathWalkTests.loops)
        try directory.link("here", to: ".")
        let forty = String(repeating: "/here", count: 40)
        #expect(read("\(base)\(forty)/file") == "file")
        #expect(read("\(base)\(forty)/here/file") == PathWalkTests.loops)
    }

    @Test(arguments: ["link", "link/", "link//", "link/.", "./link/./", "d/../link"])
    func aLinkAtTheEndIsTheEntryUnlessItIsFollowed(_ spelling: String) throws {
        try directory.link("link", to: "d/e")
        let path = FilePath("\(directory.path)/\(spelling)")
        let entry = try PathWalk.entry(path)
        #expect(entry.name.text == "link")
        #expect(try entry.directory.status == directory.status(""))
        let followed = try PathWalk.entry(path, followsLast: true)
        #expect(followed.name.text == "e")
        #expect(try followed.directory.status == directory.status("d"))
        #expect(try PathWalk.directory(path).status == directory.status("d/e"))
    }

    @Test func whatIsNotThereIsAnEntryToo() throws {
        let entry = try PathWalk.entry(directory("d/new"))
        #expect(entry.name.text == "new")
        #expect(try entry.directory.status(of: entry.name) == nil)
        #expect(throws: Errno.noSuchFile) { try PathWalk.entry(directory("d/new"), followsLast: true) }
        #expect(throws: Errno.noSuchFile) { try PathWalk.entry(directory("new/file")) }
        #expect(throws: Errno.notDirectory) { try PathWalk.entry(directory("file/x")) }
        #expect(throws: Errno.notDirectory) { try PathWalk.directory(directory("file")) }
    }

    @Test(arguments: ["/", "//", "/.", "/./", "/..", "/../.."])
    func theRoot(_ spelling: String) throws {
        let path = FilePath(spelling)
        let root = try FileStatus.at("/")
        #expect(try PathWalk.directory(path).status == root)
        for followsLast in [false, true] {
            let entry = try PathWalk.entry(path, followsLast: followsLast)
            #expect(try entry.directory.directory(entry.name).status.isSameFile(as: root))
        }
    }

    /// In the directory that this process works in.
    @Test(arguments: [".", "./", "./.", "./x/.."]) func relativePaths(_ spelling: String) throws {
        let path = FilePath(spelling)
        guard let expected = try FileStatus.at(path) else {
            #expect(throws: Errno.noSuchFile) { try PathWalk.directory(path) }
            return
        }
        #expect(try PathWalk.directory(path).status == expected)
        let entry = try PathWalk.entry(path, followsLast: true)
        #expect(try entry.directory.directory(entry.name).status == expected)
    }

    @Test func aNameAlone() throws {
        let entry = try PathWalk.entry("new-name-of-a-test")
        #expect(entry.name.text == "new-name-of-a-test")
        #expect(try entry.directory.status == FileStatus.at("."))
    }

    /// Nobody is waited for.
    @Test func aPipe() throws {
        try FileSystem.makePipe(directory("pipe"))
        try directory.link("link", to: "pipe")
        for name in ["pipe", "link"] {
            #expect(try PathWalk.open(directory(name), .others).status.kind == .pipe)
        }
    }

    /// Only the kernel can follow these, to what has no path.
    @Test(arguments: ["/dev/fd", "/proc/self/fd", "/proc/thread-self/fd"])
    func openFilesOfThisProcess(_ place: String) throws {
        for distrust in [Distrust.others, .nobody, .service] {
            let pipe = try FileDescriptor.pipe()
            try pipe.write.writeAll(Bytes("through a pipe"))
            let file = try PathWalk.open(FilePath("\(place)/\(pipe.read.rawValue)"), distrust)
            #expect(try file.status.kind == .pipe)
            #expect(try file.read()?.text == "through a pipe")
        }
        #expect(throws: Errno.noSuchFile) { _ = try PathWalk.open(FilePath("\(place)/1000000"), .others) }
    }

    @Test func standardInput() async {
        await #expect(processExitsWith: .success) {
            let pipe = try FileDescriptor.pipe()
            try pipe.write.writeAll(Bytes("through a pipe"))
            try attempt { dup2(pipe.read.rawValue, 0) }
            let file = try PathWalk.open("/dev/stdin", .others)
            #expect(try file.read()?.text == "through a pipe")
        }
    }
}
