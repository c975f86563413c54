import RunUtils
import Testing

@testable import PostgresEntry

/// What the image remembers of a cluster, and the texts that it writes.
@Suite struct RecordTests {
    @Test(
        arguments: [
            ("", false, nil), ("made by RunUtils\n", true, nil), ("password x y\n", false, "x y"),
            ("made by RunUtils\npassword SCRAM-SHA-256$1:a$b:c\n", true, "SCRAM-SHA-256$1:a$b:c"),
            ("password \nmade by RunUtils", true, ""), ("made by RunUtils \n", false, nil),
            (" password x\n", false, nil),
            ("something else\nmade by RunUtils\nmore\n", true, nil), ("password a\npassword b\n", false, "b"),
        ] as [(String, Bool, String?)])
    func texts(_ text: String, _ isOurs: Bool, _ password: String?) {
        let record = Record(text)
        #expect(record.isOurs == isOurs)
        #expect(record.password == password)
        #expect(Record(record.text) == record)
    }

    @Test func itsText() {
        var record = Record()
        #expect(record.text == "")
        record.isOurs = true
        record.password = "SCRAM-SHA-256$1:a$b:c"
        #expect(record.text == "made by RunUtils\npassword SCRAM-SHA-256$1:a$b:c\n")
    }

    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("it's", #"it\'s"#), (#"a\b"#, #"a\\b"#), (#"\'"#, #"\\\'"#), ("ä\"", "ä\""),
    ])
    func connectionStrings(_ text: String, _ expected: String) { #expect(Text.escaped(text) == expected) }

    @Test(arguments: [("", ""), ("a\nb", "a b"), ("a\r\nb\n", "a  b "), ("ä", "ä")])
    func lines(_ text: String, _ expected: String) { #expect(Text.oneLine(text) == expected) }

    /// Whole megabytes, at the least and at the most, whatever the limit is.
    @Test(arguments: [
        (0, ["16MB", "32MB", "16MB", "1MB"]), (1, ["16MB", "32MB", "16MB", "1MB"]),
        (256 << 20, ["64MB", "192MB", "16MB", "1MB"]), ((256 << 20) - 1, ["63MB", "191MB", "16MB", "1MB"]),
        (8 << 30, ["2048MB", "6144MB", "512MB", "32MB"]),
        (1 << 59, ["137438953472MB", "412316860416MB", "2048MB", "64MB"]),
    ])
    func memory(_ limit: Int, _ expected: [String]) {
        let lines = Tuning.settings(limit: limit).split(separator: "\n")
        #expect(lines.first == "# For a memory limit of \(limit >> 20) MB.")
        let names = ["shared_buffers", "effective_cache_size", "maintenance_work_mem", "work_mem"]
        #expect(lines.dropFirst() == zip(names, expected).map { "\($0) = \($1)" }[...].map { Substring($0) }[...])
    }
}
