/// Fills one template in: goes over its bytes, with a stack of the blocks that are open.
final class TemplateRun {
    let source: Bytes
    let scope: Template.Scope
    let delimiters: Delimiters
    /// The one in whose tag this text stands, where it begins there, and how many tags are around it.
    let outer: TemplateRun?
    let (start, depth): (Int, Int)
    var hasFailed = false
    var result = Template.Result()
    private var output: ByteBuffer
    var blocks: [Block] = []
    /// Whether what is read goes into the result; a branch that is left out is only checked.
    var emits = true
    /// What lies before has been dealt with.
    var position = 0
    /// Where the parts of the result come from, if somebody wants to know.
    var pieces: [Piece]?

    /// A part of the result, which reaches to the next one.
    struct Piece {
        /// Where it begins in the result.
        let target: Int
        /// Where it begins in the template; a value, at its tag.
        let source: Int
        /// Whether it is a part of the template as it is.
        let isCopy: Bool
    }

    init(
        _ source: Bytes, _ scope: Template.Scope, _ delimiters: Delimiters, within outer: TemplateRun? = nil,
        at start: Int = 0
    ) {
        self.source = source
        self.scope = scope
        self.delimiters = delimiters
        self.outer = outer
        self.start = start
        depth = outer.map { $0.depth + 1 } ?? 0
        output = ByteBuffer(capacity: source.count + 256)
    }

    func fillIn() {
        read()
        result.bytes = output.finish()
    }

    private func read() {
        var search = 0
        while let open = delimiters.opening(in: source, from: search) {
            if open > position && source[open - 1] == .backslash {
                copy(to: open - 1)
                position = open
                search = open + 2
                continue
            }
            guard let close = end(of: open) else {
                let text = quoted(delimiters.open.text) + " without " + quoted(delimiters.close.text)
                return fail(text, at: open, isForeign: true)
            }
            tag(open, close)
            search = position
        }
        copy(to: source.count)
        reportOpenBlocks(from: 0)
    }

    func copy(to end: Int) {
        guard emits && end > position else { return }
        note(position, isCopy: true)
        if outer == nil { return output.append(source, from: position, to: end) }
        let part = TemplateExpression.unescaped(source.part(position, end))
        output.append(part, from: 0, to: part.count)
    }

    private func note(_ source: Int, isCopy: Bool) {
        pieces?.append(Piece(target: output.count, source: source, isCopy: isCopy))
    }

    /// A tag, whose delimiters begin at these places.
    private func tag(_ open: Int, _ close: Int) {
        if !isElse(open + 2..<close), let name = scope.name(source, from: open + 2, to: close) {
            copy(to: open)
            position = close + 2
            if !emits { return }
            guard let value = value(of: name) else { return failMissing(name.name, at: open) }
            emit(value, at: open)
            return
        }
        let content = source.part(open + 2, close).trimmed
        let first = content.first
        if first == .hash || first == .slash || first == .exclamationMark
            || isElse(content)
        {
            let line = line(open, close + 2)
            copy(to: line.lowerBound)
            position = line.upperBound
            if first != .exclamationMark { block(content, at: open) }
        } else {
            copy(to: open)
            position = close + 2
            evaluate(TemplateExpression(source.part(open + 2, close), delimiters), at: open)
        }
    }

    private func isElse(_ range: Range<Int>) -> Bool {
        range.count == 4 && source.starts(with: "else", at: range.lowerBound)
    }

    private func isElse(_ content: Bytes) -> Bool {
        content.starts(with: "else") && (content.count == 4 || content[4].isSpace)
    }

    /// The place of a tag: the whole line with its end where nothing else stands on it.
    func line(_ open: Int, _ end: Int) -> Range<Int> {
        var start = open
        while start > position && source[start - 1].isBlank { start -= 1 }
        // A byte order mark is no text.
        let isFirst = start == 0 || start == 3 && source.starts(with: "\u{FEFF}")
        guard isFirst || source[start - 1] == .newline else { return open..<end }
        var stop = end
        while stop < source.count && source[stop].isBlank { stop += 1 }
        if stop == source.count { return start..<stop }
        if source[stop] == 13 && stop + 1 < source.count { stop += 1 }
        return source[stop] == .newline ? start..<stop + 1 : open..<end
    }

    // MARK: Values

    private func emit(_ value: Bytes, at offset: Int) {
        note(offset, isCopy: false)
        output.append(value, from: 0, to: value.count)
    }

    private func failMissing(_ name: Bytes, at offset: Int) {
        fail(scope.objection(name) ?? name.text + " is not set", at: offset, isForeign: name.uppercased != name)
    }

    /// The innermost loop, whose element "." is.
    var loop: Block? { blocks.last { $0.isLoop } ?? outer?.loop }

    /// The value of a name or of "."; that of a secret makes the result one.
    func value(of name: Bytes) -> Bytes? {
        if name == TemplateExpression.element { return loop.map { $0.elements[$0.index] } }
        return scope.name(name).flatMap { value(of: $0) }
    }

    private func value(of name: Template.Scope.Name) -> Bytes? {
        scope.lookUp(name)
        if name.isSecret { result.isSecret = true }
        return name.value
    }

    private func evaluate(_ expression: TemplateExpression, at offset: Int) {
        guard check(expression, at: offset) else { return }
        let name = expression.name
        let value = emits ? value(of: name) : nil
        let text = value.flatMap { $0.isEmpty ? nil : $0 }
        let takesText = emits && expression.takesTemplate && (text == nil) == (expression.operation == .defaultText)
        let inner = expression.takesTemplate ? fill(expression, at: offset, isUsed: takesText) : nil
        if !emits || (inner == nil) == expression.takesTemplate { return }
        if value == nil, let objection = scope.objection(name) { return fail(objection, at: offset) }
        var filled: Bytes
        switch expression.operation {
        case .value:
            guard let value else { return failMissing(name, at: offset) }
            filled = value
        case .defaultText, .alternative:
            if text == nil && !takesText { return }
            filled = takesText ? inner?.result.bytes ?? [] : text ?? []
        case .required:
            guard let text else {
                let message = expression.text.trimmed
                let reason = message.isEmpty ? "is not set" : escaped(message.text)
                return fail("\(name.text): \(reason)", at: offset)
            }
            filled = text
        }
        for filter in expression.filters {
            if let objection = filter.apply(&filled) {
                let isSecret =
                    inner?.result.isSecret ?? false
                    || scope.isSecret(name == TemplateExpression.element ? loop?.name ?? name : name)
                let shown = isSecret ? "its value (not shown)" : quoted(filled.text)
                return fail("\(name.text): \(shown) \(objection)", at: offset)
            }
        }
        emit(filled, at: offset)
    }

    /// Checks what can be without values, and notes the name.
    func check(_ expression: TemplateExpression, at offset: Int) -> Bool {
        if let failure = expression.failure {
            fail(failure, at: offset, isForeign: expression.isForeign)
            return false
        }
        if expression.name != TemplateExpression.element {
            _ = scope.name(expression.name)
        } else if loop == nil {
            fail("\".\" is outside of \(delimiters.tag("#each"))", at: offset)
            return false
        }
        return true
    }
}

extension UInt8 {
    /// A space or tab.
    fileprivate var isBlank: Bool { self == 32 || self == 9 }
}
