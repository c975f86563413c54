import Testing

@testable import RunUtils

@Suite struct LineDiffTests {
    @Test(arguments: [
        ("", "", ""), ("a\n", "a\n", ""), ("", "a\nb\n", "@@ -0,0 +1,2 @@\n+a\n+b\n"),
        ("a\n", "", "@@ -1,1 +0,0 @@\n-a\n"),
        ("a\nb\nc\n", "a\nB\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"),
        ("a", "a\n", "@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n"),
        ("1\n2\n3\n4\n5\n6\n", "1\n2\n3\n4\n5\n6\n7\n", "@@ -4,3 +4,4 @@\n 4\n 5\n 6\n+7\n"),
        ("0\n1\n2\n3\n4\n5\n6\n", "1\n2\n3\n4\n5\n6\n", "@@ -1,4 +1,3 @@\n-0\n 1\n 2\n 3\n"),
        (
            "a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n",
            "@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n"
        ),
        (
            "a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
            "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n"
        ),
        ("a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n", "@@ -1,7 +1,6 @@\n-a\n-b\n c\n+b\n a\n b\n-b\n a\n+c\n"),
    ])
    func hunks(_ old: String, _ new: String, _ expected: String) {
        #expect(LineDiff.hunks(Bytes(old), Bytes(new)).text == expected)
    }

    /// Applies hunks as patch(1) does; nil when they do not fit.
    private func patched(_ old: [String], _ hunks: String) -> [String]? {
        var (result, next) = ([String](), 0)
        for line in hunks.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            let rest = String(line.dropFirst())
            switch line.first {
            case "@":
                let numbers = line.split(separator: " ")[1].dropFirst().split(separator: ",").compactMap { Int($0) }
                let start = numbers[1] == 0 ? numbers[0] : numbers[0] - 1
                guard start >= next, start <= old.count else { return nil }
                result += old[next..<start]
                next = start
            case "+": result.append(rest)
            default:
                guard next < old.count, old[next] == rest else { return nil }
                if line.first == " " { result.append(rest) }
                next += 1
            }
        }
        return result + old[next...]
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func applyingItGivesTheNewText(_ seed: UInt64) {
        var random = SplitMix(seed: seed)
        for _ in 0..<500 {
            let old = (0..<random.below(30)).map { _ in "\(random.below(5))" }
            let new = (0..<random.below(30)).map { _ in "\(random.below(5))" }
            let hunks = LineDiff.hunks(text(old), text(new)).text
            #expect(patched(old, hunks) == new, "\(old) \(new)")
            let changes = hunks.split(separator: "\n").count { $0.hasPrefix("+") || $0.hasPrefix("-") }
            #expect(changes == old.count + new.count - 2 * commonLength(old, new))
        }
    }

    @Test func withManyChangesEverythingIsReplaced() {
        let (old, new) = ((0..<2000).map { "old \($0)" }, (0..<2000).map { "new \($0)" })
        let hunks = LineDiff.hunks(text(["first"] + old), text(["first"] + new)).text
        #expect(hunks.hasPrefix("@@ -1,2001 +1,2001 @@\n first\n-old 0\n"))
        #expect(patched(["first"] + old, hunks) == ["first"] + new)
    }

    private func text(_ lines: [String]) -> Bytes { Bytes(lines.map { $0 + "\n" }.joined()) }

    /// The length of the longest common subsequence, by the table of the textbooks.
    private func commonLength(_ old: [String], _ new: [String]) -> Int {
        var table = [[Int]](repeating: [Int](repeating: 0, count: new.count + 1), count: old.count + 1)
        for i in old.indices {
            for j in new.indices {
                table[i + 1][j + 1] = old[i] == new[j] ? table[i][j] + 1 : max(table[i][j + 1], table[i + 1][j])
            }
        }
        return table[old.count][new.count]
    }
}
