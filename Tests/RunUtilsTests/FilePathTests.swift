import Testing

@testable import RunUtils

@Suite struct FilePathTests {
    @Test(arguments: [
        ("/a/b", "b", "/a"), ("/a", "a", "/"), ("/", "", "/"), ("///", "", "/"), ("a", "a", "."), ("a/b", "b", "a"),
        ("/a/b/", "b", "/a"), ("/a//b", "b", "/a"), ("a/", "a", "."), ("", "", "."), ("//a", "a", "/"),
        ("//a/b", "b", "//a"),
        (".", ".", "."), ("..", "..", "."), ("/a/..", "..", "/a"), ("a//b//", "b", "a"), ("///a///", "a", "/"),
    ])
    func components(_ path: String, _ name: String, _ parent: String) {
        #expect(FilePath(path).name.text == name)
        #expect(FilePath(path).parent == FilePath(parent))
    }

    private static let spellings = [
        "", "/", "//", ".", "a", "a/", "a//", "/a", "//a", "/a/", "a/b", "/a/b", "/a//b", "/a/b/", "/a/b/.", "./a",
        "/ab", "/a/b/c", "/a/bc",
    ]

    @Test(arguments: spellings)
    func hasParent(_ path: String) {
        let path = FilePath(path)
        for other in FilePathTests.spellings.map({ FilePath($0) }) {
            #expect(path.hasParent(other) == (path.parent == other), "\(other)")
        }
    }

    @Test(arguments: ["/a/b/c", "//a//b", "a/b", "", "/", "a///", "///a/b//"])
    func goingUpEnds(_ path: String) {
        var path = FilePath(path)
        for _ in 0..<10 { path = path.parent }
        #expect(path == "/" || path == ".")
        #expect(path.parent == path)
    }

    @Test(arguments: [
        ("/a", "b", "/a/b"), ("/a/", "b", "/a/b"), ("/a", "/b", "/a/b"), ("/a", "///b/c", "/a/b/c"), ("/", "b", "/b"),
        ("", "b", "b"), ("a", "", "a"), ("/a", "/", "/a"), ("a", "..", "a/.."),
    ])
    func appending(_ path: String, _ name: String, _ expected: String) {
        #expect(FilePath(path).appending(name) == FilePath(expected))
    }

    @Test(arguments: [("/", true), ("/a", true), ("a", false), ("", false), ("./a", false)])
    func isAbsolute(_ path: String, _ expected: Bool) {
        #expect(FilePath(path).isAbsolute == expected)
    }

    @Test(arguments: [
        ("/a", "/a"), ("/a/", "/a"), ("/a//", "/a"), ("/a/.", "/a"), ("/a/././/", "/a"), ("/", "/"), ("/.", "/."),
        (".", "."), ("a/.", "a"), ("/a/.b", "/a/.b"), ("/a/b.", "/a/b."), ("/a/..", "/a/.."),
    ])
    func entry(_ path: String, _ expected: String) {
        #expect(FilePath(path).entry == FilePath(expected))
    }

    @Test func bytesPassThrough() {
        let path = FilePath(bytes: Bytes("/a/") + [0xff, 0xfe])
        #expect(path.name == [0xff, 0xfe])
        #expect(path.description == "/a/\u{fffd}\u{fffd}")
        #expect(path.parent.appending([0xff] as Bytes).bytes == Bytes("/a/") + [0xff])
    }

    @Test(arguments: [
        ("/a/b", "/a/b"), ("//a///b/", "/a/b"), ("/a/./b/.", "/a/b"), ("/a/../b", "/b"), ("/../a", "/a"), ("/", "/"),
        ("a//b", "a/b"), ("./a", "a"),
    ])
    func normalized(_ path: String, _ expected: String) {
        #expect(FilePath(path).normalized == FilePath(expected))
    }
}
