extension TemplateRun {
    /// A block that is open.
    final class Block {
        let isLoop: Bool
        /// Where its first tag begins, and what comes behind it.
        let (offset, start): (Int, Int)
        /// Whether the part around it goes into the result.
        let outerEmits: Bool
        /// A loop's elements, and which one it is at. A condition that holds has one element.
        let elements: [Bytes]
        var index = 0
        /// Whose elements these are.
        let name: Bytes
        var hasElse = false

        init(_ isLoop: Bool, _ offset: Int, _ start: Int, _ outerEmits: Bool, _ elements: [Bytes], _ name: Bytes) {
            self.isLoop = isLoop
            self.offset = offset
            self.start = start
            self.outerEmits = outerEmits
            self.elements = elements
            self.name = name
        }
    }

    func reportOpenBlocks(from first: Int) {
        for block in blocks[first...] {
            let name = block.isLoop ? "each" : "if"
            fail(without("#" + name, "/" + name), at: block.offset)
        }
    }

    func block(_ content: Bytes, at offset: Int) {
        let word = Bytes(content.prefix { !$0.isSpace })
        let rest = content.from(word.count).trimmed
        switch TemplateExpression.blockTags.firstIndex(where: { word == Bytes($0) }) {
        case 0: open(isLoop: false, rest, at: offset)
        case 1: open(isLoop: true, rest, at: offset)
        case let tag? where !rest.isEmpty:
            fail("\(quoted(rest.text)) after \(TemplateExpression.blockTags[tag]) is not understood", at: offset)
        case 2: raw(offset)
        case 3: close(isLoop: false, at: offset)
        case 4: close(isLoop: true, at: offset)
        case 5: fail(without("/raw", "#raw"), at: offset)
        case 6:
            guard let block = blocks.last, !block.isLoop, !block.hasElse else {
                let isInLoop = blocks.last?.isLoop == true
                return fail(without("else", "#if") + (isInLoop ? ", within a loop" : ""), at: offset)
            }
            block.hasElse = true
            emits = block.outerEmits && block.elements.isEmpty
        default:
            let expected = listed(TemplateExpression.blockTags, "or")
            fail("\(quoted(word.text)) is not a block; expected \(expected)", at: offset, isForeign: true)
        }
    }

    private func open(isLoop: Bool, _ rest: Bytes, at offset: Int) {
        let expression = TemplateExpression(rest, delimiters)
        var elements: [Bytes] = []
        if expression.operation != .value || !expression.filters.isEmpty {
            let tag = isLoop ? "#each" : "#if"
            fail("\(quoted(rest.text)) is not a name; expected one after \(tag)", at: offset)
        } else if check(expression, at: offset), emits {
            let value = value(of: expression.name) ?? []
            if value.isEmpty, let objection = scope.objection(expression.name) { fail(objection, at: offset) }
            if isLoop {
                for element in value.pieces(separatedBy: .comma) where !element.trimmed.isEmpty {
                    elements.append(element.trimmed)
                }
            } else if !value.isEmpty {
                elements = [value]
            }
        }
        let isElement = expression.name == TemplateExpression.element
        let name = isElement ? loop?.name ?? expression.name : expression.name
        blocks.append(Block(isLoop, offset, position, emits, elements, name))
        if elements.isEmpty { emits = false }
    }

    /// Ends the innermost block of a kind; what is still open in it has no end.
    private func close(isLoop: Bool, at offset: Int) {
        guard let index = blocks.lastIndex(where: { $0.isLoop == isLoop }) else {
            let name = isLoop ? "each" : "if"
            return fail(without("/" + name, "#" + name), at: offset)
        }
        reportOpenBlocks(from: index + 1)
        let block = blocks[index]
        block.index += 1
        if isLoop && block.index < block.elements.count {
            blocks.removeLast(blocks.count - index - 1)
            position = block.start
            emits = true
        } else {
            blocks.removeLast(blocks.count - index)
            emits = block.outerEmits
        }
    }

    private func without(_ first: String, _ second: String) -> String {
        quoted(delimiters.tag(first)) + " without " + quoted(delimiters.tag(second))
    }

    /// Copies up to {{/raw}}.
    private func raw(_ offset: Int) {
        var search = position
        while let open = delimiters.opening(in: source, from: search) {
            var end = open + 2
            while end < source.count && source[end].isSpace { end += 1 }
            if source.starts(with: "/raw", at: end) {
                end += 4
                while end < source.count && source[end].isSpace { end += 1 }
                if source.has(delimiters.close, at: end) {
                    let line = line(open, end + 2)
                    copy(to: line.lowerBound)
                    position = line.upperBound
                    return
                }
            }
            search = open + 1
        }
        position = source.count
        fail(without("#raw", "/raw"), at: offset)
    }
}
