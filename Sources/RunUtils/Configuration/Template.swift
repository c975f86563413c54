/// A file with `{{NAME}}` in it. One pass over its bytes; what is no tag is copied as it is.
///
///     {{NAME}}                               the value; an error if NAME is not set
///     {{NAME:-text}}                         text if NAME is unset or empty
///     {{NAME:+text}}                         text if NAME is set and not empty
///     {{NAME:?message}}                      an error with that message if NAME is unset or empty
///     {{NAME | trim | sql}}                  what the filters make of the value
///     {{NAME:-text | sql}}                   the same for the value or the text; a | in the text is written \|
///     {{#if NAME}} … {{else}} … {{/if}}      the first part if NAME is set and not empty
///     {{#each NAME}} … {{.}} … {{/each}}     the part once for each element of a list with commas
///     {{#raw}} … {{/raw}}                    the part as it is
///     {{! comment}}                          nothing
///     \{{                                    a literal {{
///
/// The text behind `:-` and `:+` is a template itself: `{{HOST:-{{HOSTNAME}}}}`.
///
/// A block's tag or a comment that stands alone on its line takes the line with it. White space round an element of a list
/// is dropped, and so are empty elements.
struct Template {
    /// Something wrong, and where.
    struct Failure: Equatable {
        let message: String
        /// The offset of the first byte concerned.
        let offset: Int
    }

    /// A template filled in.
    struct Result {
        var bytes = Bytes()
        /// By their offsets.
        var failures: [Failure] = []
        /// Whether a secret had a part in it.
        var isSecret = false
        /// Whether a failure looks like a tag of another program.
        var isForeign = false

        /// Notes a failure in its order. A loop comes to the same place again: the same failure counts once, and one place
        /// has a few at most.
        mutating func fail(_ message: String, at offset: Int) {
            var (low, high) = (0, failures.count)
            while low < high {
                let middle = (low + high) / 2
                if failures[middle].offset <= offset { low = middle + 1 } else { high = middle }
            }
            var index = low
            while index > 0, failures[index - 1].offset == offset {
                index -= 1
                if failures[index].message == message || low - index == 10 { return }
            }
            failures.insert(Failure(message: message, offset: offset), at: low)
        }
    }

    let source: Bytes
    var delimiters = Delimiters.braces

    /// Fills the template in; all failures are collected.
    func filled(_ scope: Scope) -> Result {
        let run = TemplateRun(source, scope, delimiters)
        run.fillIn()
        return run.result
    }

    /// Which line of the template makes a line of the result; both count from 1.
    ///
    /// - Returns: nil when the result has no such line.
    func origin(ofLine line: Int, _ scope: Scope) -> Int? {
        let run = TemplateRun(source, scope, delimiters)
        run.pieces = []
        run.fillIn()
        let result = run.result.bytes
        var start = 0
        for _ in 1..<max(line, 1) {
            guard let end = result.position(of: .newline, from: start) else { return nil }
            start = end + 1
        }
        guard let piece = run.pieces?.last(where: { $0.target <= start }) else { return nil }
        let offset = piece.isCopy ? piece.source + start - piece.target : piece.source
        return source[..<min(offset, source.count)].count { $0 == .newline } + 1
    }
}
