/// Lines about mistakes of a table.
final class TableLines {
    private(set) var all: [String] = []
    /// What the next ones begin with.
    var place = ""

    /// One more line, of these parts, unless it is there already.
    @inline(never) func add(
        _ first: String, _ second: String, _ third: String = "", _ fourth: String = "", _ fifth: String = ""
    ) {
        let line = place + first + second + third + fourth + fifth
        if !all.contains(line) { all.append(line) }
    }

    /// A default that cannot be given as a text, or is refused as one.
    func addDefault(_ label: String, _ objection: String?) { if let objection { add(label, ": its ", objection) } }

    /// A type that refuses its own example.
    func addExample(_ label: String, _ example: String) {
        if example.isEmpty {
            add(label, ": its type has no choices, and no example")
        } else {
            add(label, ": its type refuses its own example ", quoted(example))
        }
    }

    /// A summary that says nothing.
    func checkSummary(_ label: String, _ summary: String) { if summary.isEmpty { add(label, " has no summary") } }
}
