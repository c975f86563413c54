/// What stands in a tag that is no block: `NAME`, `NAME:-text`, `NAME | filter`, and so on.
final class TemplateExpression {
    enum Operation { case value, defaultText, alternative, required }

    /// The name that stands for an element of a list.
    static let element = Bytes(".")

    /// The words that begin a block's tags.
    static let blockTags = ["#if", "#each", "#raw", "/if", "/each", "/raw", "else"]

    private(set) var name = Bytes()
    private(set) var operation = Operation.value
    /// What comes after the operator, as it is written there.
    private(set) var text = Bytes()
    /// Where that begins.
    private(set) var textStart = 0
    private(set) var filters: [Filter] = []
    /// Why it is none.
    private(set) var failure: String?
    /// Whether it may be an expression of another program.
    private(set) var isForeign = false

    /// Whether tags in the text count.
    var takesTemplate: Bool { operation == .defaultText || operation == .alternative }

    init(_ content: Bytes, _ delimiters: Delimiters) {
        var end = TemplateExpression.skip(content, 0) { $0.isSpace }
        let start = end
        if end < content.count, content[end] == .dot {
            end += 1
        } else {
            end = TemplateExpression.skip(content, end) { $0.isNameByte }
        }
        name = content.part(start, end)
        guard let first = name.first, !first.isDigit else {
            failure = quoted(content.text) + " is not an expression; expected a name"
            isForeign = true
            return
        }
        textStart = TemplateExpression.skip(content, end) { $0.isSpace } + 2
        let rest = content.from(textStart - 2)
        if rest.isEmpty { return }
        if rest[0] == .bar {
            readFilters(rest.from(1))
            return
        }
        switch rest.starts(with: ":") && rest.count > 1 ? rest[1] : 0 {
        case .hyphen: operation = .defaultText
        case .plus: operation = .alternative
        case 63: operation = .required
        default:
            isForeign = true
            failure =
                quoted(rest.trimmed.text) + " after " + name.text + " is not understood; expected "
                + delimiters.close.text + ", |, :-, :+ or :?"
            return
        }
        text = rest.from(2)
        guard let bar = delimiters.end(in: text, from: 0, orBar: true) else { return }
        let filters = text.from(bar + 1)
        let last = text.upTo(bar).lastIndex { !$0.isSpace }
        text = text.upTo(last.map { $0 + 1 } ?? 0)
        readFilters(filters)
    }

    /// Where the bytes of a kind end that begin at a place.
    @inline(never) private static func skip(_ bytes: Bytes, _ start: Int, _ isOfKind: (UInt8) -> Bool) -> Int {
        var end = start
        while end < bytes.count, isOfKind(bytes[end]) { end += 1 }
        return end
    }

    /// A text with `\|` as the `|` that it means.
    static func unescaped(_ text: Bytes) -> Bytes {
        text.respelled { byte, index in
            byte == .backslash && index + 1 < text.count && text[index + 1] == .bar ? [] : nil
        }
    }

    private func readFilters(_ rest: Bytes) {
        for piece in rest.pieces(separatedBy: .bar) {
            let word = piece.trimmed.text
            guard let filter = Filter(named: word) else {
                let near = NearName.of(word, among: Filter.names)
                failure =
                    "\(quoted(word)) is not a filter; "
                    + (near.map { "did you mean \(quoted($0))?" } ?? "expected \(listed(Filter.names, "or"))")
                isForeign = near == nil
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
