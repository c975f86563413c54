import Testing

@testable import RunUtils

/// Whatever a condition is, its spelling is read back as the same condition.
@Suite struct ConditionParsingTests {
    private static let special = Bytes(#"\,()'"!@ :/[]"# + "\n\t")

    private static func bytes(_ numbers: inout SplitMix, _ count: Int, isText: Bool = false) -> Bytes {
        Bytes(
            (0..<count).map { _ in
                if Bool.random(using: &numbers) { return special.randomElement(using: &numbers)! }
                return isText ? .random(in: 33...126, using: &numbers) : .random(in: 1...255, using: &numbers)
            })
    }

    private static func path(_ numbers: inout SplitMix) -> FilePath {
        FilePath(bytes: [.slash] + bytes(&numbers, .random(in: 0...20, using: &numbers)))
    }

    private static func name(_ numbers: inout SplitMix) -> String {
        ["db", "a.b", "::1", "127.0.0.1", "fe80::1%eth0", "a,b", "(x)", "\\"].randomElement(using: &numbers)!
    }

    private static func condition(_ numbers: inout SplitMix, depth: Int) -> WaitCondition {
        let port = Int.random(in: 1...65535, using: &numbers)
        let user = ["postgres", "a", "a@b", "a b", "a/b"].randomElement(using: &numbers)!
        func members() -> [WaitCondition] {
            (0...Int.random(in: 0...3, using: &numbers)).map { _ in condition(&numbers, depth: depth - 1) }
        }
        switch Int.random(in: 0..<(depth > 0 ? 15 : 12), using: &numbers) {
        case 0: return .file(path(&numbers))
        case 1: return .directory(path(&numbers))
        case 2: return .semaphore(path(&numbers))
        case 3: return .unixSocket(path(&numbers))
        case 4: return .tcp(host: name(&numbers), port: port)
        case 5:
            let text = bytes(&numbers, 10, isText: true).filter { $0 > 32 && $0 != 35 }
            let statuses = ["", "#status=204", "#status=200-299,401"].randomElement(using: &numbers)!
            return .http(host: name(&numbers), port: port, path: "/" + text.text + statuses)
        case 6: return .dns(name(&numbers))
        case 7: return .postgres(host: name(&numbers), port: port, user: user)
        case 8: return .postgresSocket(path(&numbers), user: user)
        case 9, 10:
            var program = Program(words: (0...2).map { _ in bytes(&numbers, .random(in: 0...8, using: &numbers)) })
            if Bool.random(using: &numbers) { program.directory = path(&numbers) }
            return .command(program)
        case 11:
            let socket = path(&numbers).bytes.filter { $0 != .colon }
            return .httpSocket(FilePath(bytes: Bytes(socket)), path: "/a:/b")
        case 12: return .not(condition(&numbers, depth: depth - 1))
        case 13: return .all(members())
        default: return .any(members())
        }
    }

    @Test(arguments: 0..<20)
    func thereAndBack(_ seed: UInt64) {
        var numbers = SplitMix(seed: seed)
        for _ in 0..<200 {
            let condition = ConditionParsingTests.condition(&numbers, depth: 3)
            #expect(WaitCondition(spelling: condition.spelling) == condition, "\(condition)")
            // As one of the words of WAIT_FOR, too.
            let words = Words.split(Words.joined([condition.spelling, condition.spelling]))
            #expect(words == [condition.spelling, condition.spelling])
        }
    }

    /// What is no target is refused without a trap, and what is one has a spelling that is stable.
    @Test(arguments: 0..<20)
    func anyBytes(_ seed: UInt64) {
        var numbers = SplitMix(seed: seed)
        let pieces = [
            "any(", "all(", "!", ")", ",", "\\", "file:/", "tcp://a:1", "dns:a", "command:a", "postgres:",
            "http://unix:/",
        ]
        for _ in 0..<500 {
            let text = (0..<8).map { _ in
                Bool.random(using: &numbers)
                    ? Bytes(pieces.randomElement(using: &numbers)!)
                    : ConditionParsingTests.bytes(&numbers, 2)
            }
            guard let condition = WaitCondition(spelling: Bytes(text.joined())) else { continue }
            #expect(WaitCondition(spelling: condition.spelling) == condition, "\(condition)")
        }
    }
}
