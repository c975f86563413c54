import Testing

@testable import RunUtils

/// Random texts, the same in every run, against slow parsers that are plainly right.
@Suite struct ValueFuzzTests {
    /// Compares two parsers on random texts.
    ///
    /// - Parameter share: How many of a hundred texts are accepted at least, so that the comparison means something.
    private func compare<Value: Equatable>(
        _ pieces: [String], upTo most: Int, count: Int, seed: UInt64, share: Int, _ fast: (String) -> Value?,
        _ slow: (String) -> Value?
    ) {
        var generator = SplitMix(seed: seed)
        var accepted = 0
        for _ in 0..<count {
            let text = generator.text(pieces, upTo: most)
            let (found, expected) = (fast(text), slow(text))
            if found != expected {
                Issue.record(
                    "\(text.debugDescription): \(String(describing: found)), not \(String(describing: expected))")
                return
            }
            if found != nil { accepted += 1 }
        }
        #expect(accepted * 100 >= share * count, "only \(accepted) of \(count)")
    }

    @Test func durations() {
        let pieces = [
            "0", "1", "5", "12", "999", "9223372036", "854775807", ".", ".5", "s", "ms", "m", "us", "h", "d", "x",
        ]
        compare(
            pieces, upTo: 6, count: 50000, seed: 1, share: 5, { DurationText.parse($0) }, { SlowParser.duration($0) })
    }

    @Test func byteSizes() {
        let pieces = [
            "0", "1", "5", "12", "1023", "8388607", "9007199254740991", ".", ".5", ".999", "k", "K", "M", "g", "T", "B",
            "iB", "b", "x", "-",
        ]
        compare(
            pieces, upTo: 4, count: 50000, seed: 2, share: 5, { ByteSizeText.parse($0) }, { SlowParser.byteSize($0) })
    }

    @Test func hostsAndPorts() {
        let pieces = [
            "db", "10.0.0.1", "::1", "[fe80::1%eth0]", "[", "]", ":", ":80", ":5432", ":65536", "80", "0", "65535", "-",
            "é",
            " ", "/", "@",
        ]
        compare(pieces, upTo: 4, count: 40000, seed: 3, share: 1, { HostPort($0) }, { SlowParser.hostPort($0) })
    }

    @Test func wordsOfATextAreThoseOfTheSlowParser() {
        let pieces = ["a", "b c", " ", "\n", "'", "'", "\"", "\"", "\\", "é", "''", "\t"]
        compare(
            pieces, upTo: 9, count: 40000, seed: 4, share: 20, { Words.split(Bytes($0)) },
            { SlowParser.words(Bytes($0)) })
    }

    @Test func joinedWordsAreSplitAgain() {
        var generator = SplitMix(seed: 5)
        let bytes = Bytes(" \t\n'\"\\abc-_/$`*") + [0, 1, 0x7f, 0x80, 0xff]
        for _ in 0..<40000 {
            let words = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                (0..<Int.random(in: 0...6, using: &generator)).map { _ in bytes.randomElement(using: &generator) ?? 0 }
            }
            if Words.split(Words.joined(words)) != words {
                Issue.record("\(words) became \(Words.joined(words))")
                return
            }
        }
    }

    @Test func aTargetsDescriptionSpellsIt() {
        var generator = SplitMix(seed: 6)
        let starts = ["file:/", "semaphore:/", "unix:/", "tcp://", "http://", "command:", ""]
        let pieces = [
            "db", "[::1]", "[", "]", ":", ":80", ":5432", "/", "a b", "'", "\"", "\\", "?", "#", "%", "é", "command:",
            "\n", "@",
        ]
        var accepted = 0
        for _ in 0..<50000 {
            let text = (starts.randomElement(using: &generator) ?? "") + generator.text(pieces, upTo: 5)
            guard let condition = WaitCondition(text) else { continue }
            accepted += 1
            if WaitCondition(condition.description) != condition {
                Issue.record("\(text.debugDescription) became \(condition.description.debugDescription)")
                return
            }
        }
        #expect(accepted > 10000)
    }

    @Test func decimals() {
        let pieces = [
            "0", "1", "9", "-", "+", "9223372036854775807", "9223372036854775808", "18446744073709551616", " ",
        ]
        compare(pieces, upTo: 4, count: 30000, seed: 7, share: 5, { Bytes($0).decimal }) { text in
            // The least number has no positive counterpart and is not needed.
            text.hasPrefix("+") ? nil : Int(text)
        }
    }
}
