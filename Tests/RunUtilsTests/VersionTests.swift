import Testing

@testable import RunUtils

@Suite struct VersionTests {
    @Test(
        arguments: [
            ("1.2", "", "web 1.2"),
            (nil, "", "web"),
            ("1.2", " (00123456789abcde)", "web 1.2 (00123456789abcde)"),
            (nil, " (ffffffffffffffff)", "web (ffffffffffffffff)"),
        ] as [(String?, String, String)])
    func imageAndLibrary(_ version: String?, _ commit: String, _ expected: String) {
        #expect(Version.text("web", version, commit: commit) == "\(expected)\nRunUtils \(Version.library)\n")
    }
}
