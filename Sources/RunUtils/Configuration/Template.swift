/// A file with `{{NAME}}` in it. One pass over its bytes; what is no expression is copied as it is.
///
///     {{NAME}}             the value; an error if NAME is not set
///     {{NAME:-text}}       text if NAME is unset or empty
///     {{NAME:+text}}       text if NAME is set and not empty
///     {{NAME:?message}}    an error with that message if NAME is unset or empty
///     {{! comment}}        nothing
///     \{{                  a literal {{
struct Template {
    /// The values in scope.
    typealias Lookup = (_ name: Bytes) -> Bytes?

    /// Something wrong, and where.
    struct Failure: Equatable {
        let message: String
        /// The offset of the first byte concerned.
        let offset: Int
    }

    /// A template filled in.
    struct Result {
        var bytes = Bytes()
        var failures: [Failure] = []
        /// The names that were asked for.
        var names: [Bytes] = []
    }

    let source: Bytes

    /// Fills the template in; all failures are collected.
    func render(_ lookup: Lookup) -> Result {
        var result = Result()
        result.bytes.reserveCapacity(source.count)
        var position = 0
        var copied = 0
        while let open = nextBraces(from: position) {
            let isEscaped = open > copied && source[open - 1] == UInt8(ascii: "\\")
            result.bytes += source[copied..<(isEscaped ? open - 1 : open)]
            position = open + 2
            if isEscaped {
                copied = open
                continue
            }
            guard let close = source.firstRange(of: "}}", from: position)?.lowerBound else {
                result.failures.append(Failure(message: "\"{{\" without \"}}\"", offset: open))
                return result
            }
            evaluate(Bytes(source[position..<close]), at: open, lookup, &result)
            position = close + 2
            copied = position
        }
        result.bytes += source[copied...]
        return result
    }

    /// The offset of the next "{{".
    private func nextBraces(from start: Int) -> Int? {
        unsafe source.withUnsafeBufferPointer { bytes in
            let brace = UInt8(ascii: "{")
            var position = start
            while position + 1 < bytes.count {
                if unsafe bytes[position + 1] != brace {
                    position += 2
                } else if unsafe bytes[position] == brace {
                    return position
                } else {
                    position += 1
                }
            }
            return nil
        }
    }

    /// One expression, without its braces.
    private func evaluate(_ expression: Bytes, at offset: Int, _ lookup: Lookup, _ result: inout Result) {
        if expression.first == UInt8(ascii: "!") { return }
        let name = Bytes(expression.trimmed.prefix { $0.isNameByte })
        let rest = Bytes(expression.drop { $0.isSpace }.dropFirst(name.count))
        guard let first = name.first, !first.isDigit else {
            result.failures.append(
                Failure(message: "\(quoted(expression.text)) is no expression; expected a name", offset: offset))
            return
        }
        if !result.names.contains(name) { result.names.append(name) }
        let value = lookup(name)
        let text = value.flatMap { $0.isEmpty ? nil : $0 }
        let argument = Bytes(rest.dropFirst(2))
        if rest.allSatisfy({ $0.isSpace }) {
            if let value {
                result.bytes += value
            } else {
                result.failures.append(Failure(message: "\(name.text) is not set", offset: offset))
            }
        } else if rest.starts(with: ":-") {
            result.bytes += text ?? argument
        } else if rest.starts(with: ":+") {
            if text != nil { result.bytes += argument }
        } else if rest.starts(with: ":?") {
            if let text {
                result.bytes += text
            } else {
                let message = argument.trimmed.isEmpty ? "is not set" : argument.trimmed.text
                result.failures.append(Failure(message: "\(name.text): \(escaped(message))", offset: offset))
            }
        } else {
            let message = "\(quoted(rest.trimmed.text)) after \(name.text) is not understood; expected }}, :-, :+ or :?"
            result.failures.append(Failure(message: message, offset: offset))
        }
    }
}

extension Template.Failure {
    /// How many bytes of a line are shown on each side of the place.
    private static let contextWidth = 100

    /// The failure as lines: path:line:column and the message, the line of the file, and a caret below it.
    func lines(path: FilePath, source: Bytes) -> [String] {
        let start = source[..<offset].lastIndex(of: .newline).map { $0 + 1 } ?? 0
        let end = source[offset...].firstIndex(of: .newline) ?? source.count
        let line = source[..<offset].count { $0 == .newline } + 1
        let column = Bytes(source[start..<offset]).width + 1
        // Of a long line, what is around the place.
        let from = max(start, offset - Template.Failure.contextWidth)
        let shown = Bytes(source[from..<min(end, offset + Template.Failure.contextWidth)])
        let before = source[from..<offset]
        // A tab stays a tab, so that the caret stands below its column in a terminal.
        let indent = Bytes(before.filter { $0 & 0xc0 != 0x80 }.map { $0 == 9 ? 9 : .space }).text
        return [
            "\(escaped(path.description)):\(line):\(column): \(message)",
            "  \(shown.text)",
            "  \(indent)^",
        ]
    }
}
