// The texts behind `:-` and `:+`, which are templates themselves.

extension TemplateRun {
    /// How deep they may stand in each other.
    private static let depthLimit = 8

    /// Where the tag that begins at a place ends; a text in it may have tags of its own.
    @inline(never) func end(of open: Int) -> Int? {
        // A name alone, as most tags are, has no other tag in it.
        var end = open + 2
        while end < source.count, source[end].isNameByte { end += 1 }
        if source.has(delimiters.close, at: end) { return end }
        guard let close = delimiters.closing(in: source, from: end) else { return nil }
        let content = source.part(open + 2, close)
        guard let inner = delimiters.opening(in: content, from: 0),
            TemplateExpression(content.upTo(inner), delimiters).takesTemplate
        else { return close }
        return delimiters.end(in: source, from: open + 2)
    }

    /// What the text of an expression makes, which is a template itself.
    ///
    /// - Returns: nil where it is wrong.
    func fill(_ expression: TemplateExpression, at offset: Int, isUsed: Bool) -> TemplateRun? {
        let start = offset + 2 + expression.textStart
        let run = TemplateRun(
            expression.takesTemplate ? expression.text : [], scope, delimiters, within: self, at: start)
        run.emits = isUsed
        if run.depth > TemplateRun.depthLimit && delimiters.opening(in: run.source, from: 0) != nil {
            fail("texts stand in each other too deep", at: offset)
            return nil
        }
        run.fillIn()
        if run.result.isSecret { result.isSecret = true }
        return run.hasFailed ? nil : run
    }

    /// Notes a failure where all of the template's are.
    @inline(never) func fail(_ message: String, at offset: Int, isForeign: Bool = false) {
        hasFailed = true
        if let outer { return outer.fail(message, at: start + offset, isForeign: isForeign) }
        result.fail(message, at: offset)
        if isForeign { result.isForeign = true }
    }
}
