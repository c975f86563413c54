/// What stands in a tag that is no block: `NAME`, `NAME:-text`, `NAME | filter`, and so on.
struct TemplateExpression {
    enum Operation { case value, defaultText, alternative, required }

    /// The name that stands for an element of a list.
    static let element = Bytes(".")

    /// The words that begin a block's tags.
    static let blockTags = ["#if", "#each", "#raw", "/if", "/each", "/raw", "else"]

    private(set) var name = Bytes()
    private(set) var operation = Operation.value
    /// What comes after the operator.
    private(set) var text = Bytes()
    private(set) var filters: [Filter] = []
    /// Why it is none.
    private(set) var failure: String?

    init(_ content: Bytes) {
        let bytes = Bytes(content.drop { $0.isSpace })
        name = bytes.starts(with: ".") ? TemplateExpression.element : Bytes(bytes.prefix { $0.isNameByte })
        guard let first = name.first, !first.isDigit else {
            failure = "\(quoted(content.text)) is not an expression; expected a name"
            return
        }
        let rest = Bytes(bytes.dropFirst(name.count).drop { $0.isSpace })
        if rest.isEmpty { return }
        if rest.starts(with: ":-") {
            operation = .defaultText
        } else if rest.starts(with: ":+") {
            operation = .alternative
        } else if rest.starts(with: ":?") {
            operation = .required
        } else if rest.starts(with: "|") {
            readFilters(rest.dropFirst())
            return
        } else {
            let expected = "expected }}, |, :-, :+ or :?"
            failure = "\(quoted(rest.trimmed.text)) after \(name.text) is not understood; \(expected)"
            return
        }
        readText(rest.dropFirst(2))
    }

    /// The text ends where the first filter begins; `\|` is a `|` in it.
    private mutating func readText(_ rest: ArraySlice<UInt8>) {
        for index in rest.indices {
            guard rest[index] == .bar else {
                text.append(rest[index])
                continue
            }
            if text.last == .backslash {
                text[text.count - 1] = rest[index]
                continue
            }
            while let last = text.last, last.isSpace { text.removeLast() }
            return readFilters(rest[(index + 1)...])
        }
    }

    private mutating func readFilters(_ rest: ArraySlice<UInt8>) {
        for piece in Bytes(rest).pieces(separatedBy: .bar) {
            let word = piece.trimmed.text
            guard let filter = Filter(named: word) else {
                let near = NearName.of(word, among: Filter.names)
                failure =
                    "\(quoted(word)) is not a filter; "
                    + (near.map { "did you mean \(quoted($0))?" } ?? "expected \(listed(Filter.names, "or"))")
                if near == nil && operation != .value { failure! += "; a | in a text is written \\|" }
                return
            }
            if let last = filters.last, last.quotes && !filter.quotes {
                failure = "\(filter.name) comes after \(last.name); what is quoted must stay as it is"
                return
            }
            filters.append(filter)
        }
    }
}
