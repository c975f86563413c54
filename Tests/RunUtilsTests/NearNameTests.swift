import Testing

@testable import RunUtils

@Suite struct NearNameTests {
    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("", "abc", 3), ("same", "same", 0), ("cat", "cut", 1), ("cat", "cats", 1),
        ("cats", "cat", 1), ("start", "strat", 1), ("USER_UDI", "USER_UID", 1), ("ca", "abc", 3),
        ("kitten", "sitting", 3),
        ("ab", "ba", 1), ("abcd", "badc", 2),
    ])
    func distance(_ a: String, _ b: String, _ expected: Int) {
        #expect(NearName.distance(Bytes(a), Bytes(b)) == expected)
        #expect(NearName.distance(Bytes(b), Bytes(a)) == expected)
    }

    @Test(
        arguments: [
            ("strat", "start"), ("star", "start"), ("starts", "start"), ("wat", "wait"), ("helth", "health"),
            ("chekc", "check"), ("shall", "shell"), ("xyz", nil), ("psql", nil), ("st", nil), ("initialize", nil),
            ("strut", nil), ("chekcs", "check"),
        ] as [(String, String?)])
    func suggestion(_ word: String, _ expected: String?) {
        #expect(NearName.of(word, among: ["start", "shell", "wait", "check", "health"]) == expected)
    }

    @Test func theNearestWinsAndOfEquallyNearOnesTheFirst() {
        #expect(NearName.of("--timeouts", among: ["--time", "--timeout"]) == "--timeout")
        #expect(NearName.of("bat", among: ["cat", "hat"]) == "cat")
        #expect(NearName.of("bat", among: []) == nil)
    }
}
