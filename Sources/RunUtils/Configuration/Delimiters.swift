/// What encloses a template's tags: two characters before each, and two behind it.
struct Delimiters: Equatable, Sendable {
    let open: Bytes
    let close: Bytes

    static let braces = Delimiters(open: Bytes("{{"), close: Bytes("}}"))
    /// What `init(_:)` expects.
    static let expectation =
        "four characters such as <%%>: two before a tag and two others behind it, no letters or digits"

    private init(open: Bytes, close: Bytes) { (self.open, self.close) = (open, close) }

    /// Those that "<%%>" spells; nil when it spells none.
    init?(_ text: Bytes) {
        let others = Bytes("\\|:,")
        for byte in text where byte <= .space || byte > .tilde || byte.isNameByte || others.contains(byte) {
            return nil
        }
        if text.count != 4 { return nil }
        self.init(open: text.upTo(2), close: text.from(2))
        if open == close { return nil }
    }

    /// Where the next tag begins.
    func opening(in source: Bytes, from start: Int) -> Int? { Delimiters.find(open, source, start) }

    /// Where the next one ends.
    func closing(in source: Bytes, from start: Int) -> Int? { Delimiters.find(close, source, start) }

    private static func find(_ two: Bytes, _ source: Bytes, _ start: Int) -> Int? {
        two[0] == two[1] ? source.position(ofTwo: two[0], from: start) : source.position(of: two, from: start)
    }

    /// Where the tag ends that has its content from a place on, or that content's first `|` where that is asked for; both not within
    /// another tag, or behind a backslash. nil where there is none.
    func end(in source: Bytes, from start: Int, orBar: Bool = false) -> Int? {
        var (depth, index) = (0, start)
        while index < source.count {
            let isEscaped = index > start && source[index - 1] == .backslash
            if source.has(open, at: index) {
                if !isEscaped { depth += 1 }
            } else if source.has(close, at: index) {
                if depth == 0 { return index }
                depth -= 1
            } else {
                if orBar, depth == 0, source[index] == .bar, !isEscaped { return index }
                index -= 1
            }
            index += 2
        }
        return nil
    }

    /// A tag with such content.
    func tag(_ content: String) -> String { open.text + content + close.text }
}
