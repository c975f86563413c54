import Testing

@testable import RunUtils

@Suite struct TerminationLogTests {
    /// Lines of these lengths, line ends included.
    private static func text(_ lengths: Int...) -> String {
        lengths.map { String(repeating: "x", count: $0 - 1) + "\n" }.joined()
    }

    private static func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    private static let cases: [(String, Int)] = [
        ("", 0), ("short\n", 6), (text(4096), 4096), (text(4000, 96), 4096),
        // Lines that do not fit are left out.
        (text(4000, 97), 4000), (text(10, 5000), 10), (text(100, 100, 4000), 200), (text(4096, 1), 4096),
        // Where not even the first line fits, its characters that do.
        (text(5000), 4096), (repeated("x", 4097), 4096), (repeated("é", 3000), 4096),
        ("x" + repeated("é", 3000), 4095), ("xx" + repeated("✔", 3000), 4094), (repeated("😀", 2000), 4096),
        ("xxx" + repeated("😀", 2000), 4095),
    ]

    @Test(arguments: cases.indices)
    func whatFits(_ index: Int) {
        let (text, expected) = TerminationLogTests.cases[index]
        #expect(TerminationLog.cut(Bytes(text)) == Bytes(text.utf8.prefix(expected)))
    }

    @Test func bytesThatAreNoTextAreCutToo() {
        #expect(TerminationLog.cut(Bytes(repeating: 0x80, count: 5000)).isEmpty)
        #expect(TerminationLog.cut(Bytes(repeating: 0xff, count: 5000)).count == 4096)
    }

    @Test(
        arguments: [
            (.exited(0), "exited with status 0"), (.exited(3), "exited with status 3"),
            (.exited(255), "exited with status 255"), (.signalled(.kill), "was ended by SIGKILL"),
            (.signalled(Signal(rawValue: 40)), "was ended by SIGRTMIN+6"),
        ] as [(Termination, String)])
    func ends(_ termination: Termination, _ expected: String) { #expect(termination.text == expected) }
}
