/// Fills one template in: goes over its bytes, with a stack of the blocks that are open.
final class TemplateRun {
    let source: Bytes
    let scope: Template.Scope
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

    init(_ source: Bytes, _ scope: Template.Scope) {
        self.source = source
        self.scope = scope
        output = ByteBuffer(capacity: source.count + 256)
    }

    func fillIn() {
        read()
        result.bytes = output.finish()
    }

    private func read() {
        var search = 0
        while let open = source.position(ofTwo: .openBrace, from: search) {
            if open > position && source[open - 1] == .backslash {
                copy(to: open - 1)
                position = open
                search = open + 2
                continue
            }
            guard let close = source.position(ofTwo: .closeBrace, from: open + 2) else {
                return result.fail("\"{{\" without \"}}\"", at: open)
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
        output.append(source, from: position, to: end)
    }

    private func note(_ source: Int, isCopy: Bool) {
        pieces?.append(Piece(target: output.count, source: source, isCopy: isCopy))
    }

    /// What stands between two braces and two braces.
    private func tag(_ open: Int, _ close: Int) {
        if !isElse(open + 2..<close), let name = scope.name(source, from: open + 2, to: close) {
            copy(to: open)
            position = close + 2
            if !emits { return }
            guard let value = value(of: name) else { return result.fail(missing(name.name), at: open) }
            emit(value, at: open)
            return
        }
        let content = Bytes(source[open + 2..<close]).trimmed
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
            evaluate(TemplateExpression(Bytes(source[open + 2..<close])), at: open)
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
        guard start == 0 || source[start - 1] == .newline else { return open..<end }
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

    private func missing(_ name: Bytes) -> String { scope.objection(name) ?? "\(name.text) is not set" }

    /// The innermost loop, whose element "." is.
    var loop: Block? { blocks.last { $0.isLoop } }

    /// The value of a name or of ".", and whether it is secret.
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
        guard check(expression, at: offset), emits else { return }
        let name = expression.name
        let value = value(of: name)
        let text = value.flatMap { $0.isEmpty ? nil : $0 }
        if value == nil, let objection = scope.objection(name) { return result.fail(objection, at: offset) }
        var filled: Bytes
        switch expression.operation {
        case .value:
            guard let value else { return result.fail(missing(name), at: offset) }
            filled = value
        case .defaultText: filled = text ?? expression.text
        case .alternative:
            if text == nil { return }
            filled = expression.text
        case .required:
            guard let text else {
                let message = expression.text.trimmed
                let reason = message.isEmpty ? "is not set" : escaped(message.text)
                return result.fail("\(name.text): \(reason)", at: offset)
            }
            filled = text
        }
        for filter in expression.filters {
            if let objection = filter.apply(&filled) {
                let isSecret = scope.isSecret(name == TemplateExpression.element ? loop?.name ?? name : name)
                let shown = isSecret ? "its value (not shown)" : quoted(filled.text)
                return result.fail("\(name.text): \(shown) \(objection)", at: offset)
            }
        }
        emit(filled, at: offset)
    }

    /// Checks what can be without values, and notes the name.
    func check(_ expression: TemplateExpression, at offset: Int) -> Bool {
        if let failure = expression.failure {
            result.fail(failure, at: offset)
            return false
        }
        if expression.name != TemplateExpression.element {
            _ = scope.name(expression.name)
        } else if loop == nil {
            result.fail("\".\" is outside of {{#each}}", at: offset)
            return false
        }
        return true
    }
}

extension UInt8 {
    /// A space or tab.
    fileprivate var isBlank: Bool { self == 32 || self == 9 }
}
