@testable import RunUtils

/// What the template engine has to do, written a second time: slow, in phases (tokens, tree, text), and recursive.
/// Only where something is wrong is told, not what.
struct ReferenceTemplate {
    private enum Token {
        case text([UInt8])
        case tag([UInt8], offset: Int, start: Int)
        case endless(offset: Int)
    }

    private indirect enum Node {
        case text([UInt8])
        case expression(Expression, Int)
        case condition([UInt8], [Node], [Node])
        case loop([UInt8], [Node], isClosed: Bool)
    }

    private struct Expression {
        var name: [UInt8] = []
        var operation: UInt8 = 0
        var text: [UInt8] = []
        var filters: [String] = []
        /// The text as a template, and where it begins; none where there is no tag in it.
        var nested: [(template: ReferenceTemplate, start: Int)] = []
    }

    private enum Kind { case condition, loop }

    /// How a list of nodes ended.
    private enum End: Equatable { case endOfFile, otherwise, close(Kind) }

    private let values: [[UInt8]: [UInt8]]
    private let (opening, closing): ([UInt8], [UInt8])
    /// In how many tags it stands, and whether one of them is in a loop.
    private let (depth, isInLoop): (Int, Bool)
    private var nodes: [Node] = []
    private var tokens: ArraySlice<Token> = []
    private var open: [Kind] = []
    private var isEndless = false
    private(set) var output: [UInt8] = []
    private(set) var failures: Set<Int> = []

    init(_ source: [UInt8], _ values: [[UInt8]: [UInt8]], delimiters: String = "{{}}") {
        let bytes = Array(delimiters.utf8)
        self.init(source, values, Array(bytes[..<2]), Array(bytes[2...]), 0, false)
        evaluate(nodes, nil)
    }

    private init(
        _ source: [UInt8], _ values: [[UInt8]: [UInt8]], _ opening: [UInt8], _ closing: [UInt8], _ depth: Int,
        _ isInLoop: Bool
    ) {
        self.values = values
        (self.opening, self.closing, self.depth, self.isInLoop) = (opening, closing, depth, isInLoop)
        tokens = tokenize(source)[...]
        var nodes: [Node] = []
        parse(into: &nodes)
        self.nodes = nodes
    }

    // MARK: Tokens

    private mutating func tokenize(_ source: [UInt8]) -> [Token] {
        var tokens: [Token] = []
        var text: [UInt8] = []
        var (index, tagEnd) = (0, 0)
        func two(_ bytes: [UInt8], at place: Int) -> Bool {
            place + 1 < source.count && source[place] == bytes[0] && source[place + 1] == bytes[1]
        }
        let (brace, close) = (opening, closing)
        /// Where a tag that stands alone on its line lets go: what to drop before it, and the end of its line.
        func alone(_ start: Int, _ end: Int) -> (before: Int, end: Int)? {
            let mark = source.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
            let lineStart = source[..<start].lastIndex(of: 10).map { $0 + 1 } ?? (start >= mark ? mark : 0)
            let before = source[lineStart..<start]
            guard lineStart >= tagEnd, before.allSatisfy({ $0 == 32 || $0 == 9 }) else { return nil }
            let rest = source[end...].drop { $0 == 32 || $0 == 9 }
            if rest.isEmpty { return (before.count, source.count) }
            if rest.first == 10 { return (before.count, rest.startIndex + 1) }
            if rest.starts(with: [13, 10]) { return (before.count, rest.startIndex + 2) }
            return nil
        }
        while index < source.count {
            guard two(brace, at: index) else {
                text.append(source[index])
                index += 1
                continue
            }
            if index > tagEnd, source[index - 1] == UInt8(ascii: "\\") {
                text.removeLast()
                text += brace
                tagEnd = index
                index += 2
                continue
            }
            var end = index + 2
            while end < source.count, !two(close, at: end) { end += 1 }
            if end < source.count,
                let inner = (index + 2..<max(index + 2, end - 1)).first(where: { two(brace, at: $0) }),
                begins(source[index + 2..<inner])
            {
                var level = 1
                end = index + 2
                while end < source.count {
                    if two(brace, at: end) {
                        if source[end - 1] != UInt8(ascii: "\\") { level += 1 }
                        end += 2
                    } else if two(close, at: end) {
                        level -= 1
                        if level == 0 { break }
                        end += 2
                    } else {
                        end += 1
                    }
                }
            }
            if end >= source.count {
                isEndless = true
                failures.insert(index)
                return tokens + [.text(text), .endless(offset: index)]
            }
            let content = trim(source[index + 2..<end])
            end += 2
            var isRaw = false
            let word = content.prefix { !isSpace($0) }
            let isBlock = content.first == UInt8(ascii: "#") || content.first == UInt8(ascii: "/")
            if isBlock || content.first == UInt8(ascii: "!") || word.elementsEqual("else".utf8) {
                let offset = index
                if let line = alone(index, end) {
                    text.removeLast(line.before)
                    end = line.end
                }
                tokens += [.text(text)]
                text = []
                (index, tagEnd) = (end, end)
                isRaw = content.elementsEqual("#raw".utf8)
                if !isRaw && content.first != UInt8(ascii: "!") { tokens += [.tag(content, offset: offset, start: 0)] }
                if !isRaw { continue }
                let rawEnd = (index..<max(index, source.count)).first { start in
                    guard two(brace, at: start) else { return false }
                    let rest = source[(start + 2)...].drop(while: isSpace)
                    return rest.starts(with: "/raw".utf8)
                        && rest.dropFirst(4).drop(while: isSpace).starts(with: close)
                }
                guard let rawEnd else {
                    failures.insert(offset)
                    return tokens
                }
                text = Array(source[index..<rawEnd])
                end = (rawEnd..<source.count).first { two(close, at: $0) }! + 2
                if let line = alone(rawEnd, end) {
                    text.removeLast(line.before)
                    end = line.end
                }
                (index, tagEnd) = (end, end)
            } else {
                tokens += [.text(text), .tag(content, offset: index, start: 0)]
                // The text of an operator keeps its white space.
                if !content.isEmpty {
                    tokens.removeLast()
                    let whole = source[(index + 2)..<(end - 2)].drop(while: isSpace)
                    tokens.append(.tag(Array(whole), offset: index, start: whole.startIndex))
                }
                text = []
                (index, tagEnd) = (end, end)
            }
        }
        return tokens + [.text(text)]
    }

    /// Whether a tag has come to the text behind `:-` or `:+`.
    private func begins(_ content: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: content.map { $0 < 128 ? $0 : 63 }, as: UTF8.self)
        let start = /[ \t-\r]*(\.|[A-Za-z_][A-Za-z0-9_]*)[ \t-\r]*:[-+]/
        // A carriage return and a newline are two, as for the template.
        return text.prefixMatch(of: start.matchingSemantics(.unicodeScalar)) != nil
    }

    private func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (byte >= 9 && byte <= 13) }

    private func trim(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var (start, end) = (bytes.startIndex, bytes.endIndex)
        while start < end, isSpace(bytes[start]) { start += 1 }
        while start < end, isSpace(bytes[end - 1]) { end -= 1 }
        return Array(bytes[start..<end])
    }

    // MARK: Tree

    @discardableResult
    private mutating func parse(into nodes: inout [Node], inElse: Bool = true) -> End {
        while let token = tokens.popFirst() {
            switch token {
            case .text(let text): nodes.append(.text(text))
            case .endless: return .endOfFile
            case .tag(let content, let offset, let start):
                let word = String(decoding: content.prefix { !isSpace($0) }, as: UTF8.self)
                let rest = trim(content.dropFirst(word.utf8.count))
                switch word {
                case "#if", "#each":
                    if let end = parseBlock(word == "#if" ? .condition : .loop, rest, offset, &nodes) { return end }
                case "/if" where rest.isEmpty, "/each" where rest.isEmpty:
                    let kind = word == "/if" ? Kind.condition : .loop
                    if open.contains(kind) { return .close(kind) }
                    failures.insert(offset)
                case "else" where rest.isEmpty:
                    if !inElse { return .otherwise }
                    failures.insert(offset)
                case _ where word.first == "#" || word.first == "/" || word == "else": failures.insert(offset)
                default:
                    if let expression = expression(content, offset, start) {
                        nodes.append(.expression(expression, offset))
                    }
                }
            }
        }
        return .endOfFile
    }

    /// - Returns: What ends the part around it too, nil for nothing.
    private mutating func parseBlock(_ kind: Kind, _ rest: [UInt8], _ offset: Int, _ nodes: inout [Node]) -> End? {
        var name: [UInt8] = []
        if let expression = expression(rest, offset) {
            if expression.operation == 0 && expression.filters.isEmpty {
                name = expression.name
            } else {
                failures.insert(offset)
            }
        }
        var (first, second): ([Node], [Node]) = ([], [])
        open.append(kind)
        var end = parse(into: &first, inElse: kind == .loop)
        if end == .otherwise { end = parse(into: &second) }
        open.removeLast()
        let isClosed = end == .close(kind)
        nodes.append(kind == .loop ? .loop(name, first, isClosed: isClosed) : .condition(name, first, second))
        if isClosed { return nil }
        if end != .endOfFile || !isEndless { failures.insert(offset) }
        return end
    }

    /// - Parameter start: Where the content begins, for expressions that are no block's.
    private mutating func expression(_ content: [UInt8], _ offset: Int, _ start: Int = 0) -> Expression? {
        var expression = Expression()
        var textStart = 0
        var rest = content.drop(while: isSpace)
        if rest.first == UInt8(ascii: ".") {
            expression.name = [rest.removeFirst()]
        } else {
            while let byte = rest.first, Character(Unicode.Scalar(byte)).isASCII,
                Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber || byte == 95
            {
                expression.name.append(rest.removeFirst())
            }
        }
        rest = rest.drop(while: isSpace)
        var isRight = !expression.name.isEmpty && !Character(Unicode.Scalar(expression.name[0])).isNumber
        var filters: [[UInt8]] = []
        if rest.first == UInt8(ascii: ":"), let operation = rest.dropFirst().first, "-+?".utf8.contains(operation) {
            expression.operation = operation
            // A | that no backslash precedes separates, outside of tags.
            var (text, level, end) = ([UInt8](), 0, rest.startIndex + 2)
            let first = end
            while end < rest.endIndex {
                let isEscaped = end > first && rest[end - 1] == UInt8(ascii: "\\")
                if rest[end...].starts(with: opening) {
                    level += isEscaped ? 0 : 1
                    text += opening
                    end += 2
                } else if level > 0, rest[end...].starts(with: closing) {
                    level -= 1
                    text += closing
                    end += 2
                } else {
                    if level == 0 && rest[end] == UInt8(ascii: "|") && !isEscaped { break }
                    text.append(rest[end])
                    end += 1
                }
            }
            if end < rest.endIndex {
                filters = rest[(end + 1)...].split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
                    .map { Array($0) }
                while let last = text.last, isSpace(last) { text.removeLast() }
            }
            expression.text = text
            textStart = start + first
        } else if rest.first == UInt8(ascii: "|") {
            let pieces = rest.dropFirst().split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
            filters = pieces.map { Array($0) }
        } else if !rest.isEmpty {
            isRight = false
        }
        expression.filters = filters.map { String(decoding: trim($0[...]), as: UTF8.self) }
        let quoting = ["nginx", "pgconf", "sql", "shell", "json", "ini", "pghba", "url", "base64"]
        var hasQuoted = false
        for filter in expression.filters {
            if quoting.contains(filter) {
                hasQuoted = true
            } else {
                if hasQuoted || !["int", "lower", "upper", "trim", "bytes", "seconds"].contains(filter) {
                    isRight = false
                }
            }
        }
        let isLoop = isInLoop || open.contains(.loop)
        if isRight && expression.name == Array(".".utf8) && !isLoop { isRight = false }
        if isRight {
            let takesTemplate = "-+".utf8.contains(expression.operation)
            if takesTemplate, expression.text.indices.contains(where: { expression.text[$0...].starts(with: opening) })
            {
                if depth < 8 {
                    let nested = ReferenceTemplate(expression.text, values, opening, closing, depth + 1, isLoop)
                    failures.formUnion(nested.failures.map { $0 + textStart })
                    expression.nested = [(nested, textStart)]
                } else {
                    failures.insert(offset)
                }
            } else {
                expression.text = withoutEscapes(expression.text)
            }
            return expression
        }
        failures.insert(offset)
        return nil
    }

    // MARK: Text

    private func withoutEscapes(_ text: [UInt8]) -> [UInt8] {
        text.indices.filter { !text[$0...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "|")]) }.map { text[$0] }
    }

    /// What the text of an expression makes; nil where that fails.
    private mutating func text(_ expression: Expression, _ element: [UInt8]?) -> [UInt8]? {
        guard let (template, start) = expression.nested.first else { return expression.text }
        var nested = template
        nested.failures = []
        nested.evaluate(nested.nodes, element)
        failures.formUnion(nested.failures.map { $0 + start })
        return template.failures.isEmpty && nested.failures.isEmpty ? nested.output : nil
    }

    private mutating func evaluate(_ nodes: [Node], _ element: [UInt8]?) {
        for node in nodes {
            switch node {
            case .text(let text): output += depth == 0 ? text : withoutEscapes(text)
            case .condition(let name, let first, let second):
                let isSet = !(value(name, element) ?? []).isEmpty
                evaluate(isSet ? first : second, element)
            case .loop(let name, let body, let isClosed):
                let pieces = (value(name, element) ?? []).split(separator: UInt8(ascii: ",")).map { trim($0) }
                let elements = pieces.filter { !$0.isEmpty }
                for item in isClosed ? elements : Array(elements.prefix(1)) { evaluate(body, item) }
            case .expression(let expression, let offset):
                var expression = expression
                let isEmpty = (value(expression.name, element) ?? []).isEmpty
                if expression.operation == UInt8(ascii: isEmpty ? "-" : "+") {
                    guard let text = text(expression, element) else { continue }
                    expression.text = text
                } else if expression.nested.contains(where: { !$0.template.failures.isEmpty }) {
                    continue
                }
                guard var filled = filled(expression, element) else {
                    failures.insert(offset)
                    continue
                }
                if expression.operation == UInt8(ascii: "+"), (value(expression.name, element) ?? []).isEmpty {
                    continue
                }
                var isRight = true
                for filter in expression.filters where isRight {
                    if let result = ReferenceTemplate.filter(filter, filled) {
                        filled = result
                    } else {
                        isRight = false
                    }
                }
                if isRight { output += filled } else { failures.insert(offset) }
            }
        }
    }

    private func value(_ name: [UInt8], _ element: [UInt8]?) -> [UInt8]? {
        name == Array(".".utf8) ? element : values[name]
    }

    private func filled(_ expression: Expression, _ element: [UInt8]?) -> [UInt8]? {
        let value = value(expression.name, element)
        let isSet = !(value ?? []).isEmpty
        switch expression.operation {
        case UInt8(ascii: "-"): return isSet ? value : expression.text
        case UInt8(ascii: "+"): return isSet ? expression.text : []
        case UInt8(ascii: "?"): return isSet ? value : nil
        default: return value
        }
    }

    /// The values of the fuzzer are text without line ends in them, so that a few rules are enough.
    private static func filter(_ name: String, _ value: [UInt8]) -> [UInt8]? {
        let text = String(decoding: value, as: UTF8.self)
        let isText = Array(text.utf8) == value
        func replaced(_ pairs: [(Character, String)], _ open: String, _ close: String) -> [UInt8] {
            // By bytes, so that what is no UTF-8 stays.
            var result = Array(open.utf8)
            for byte in value {
                let pair = pairs.first { $0.0.asciiValue == byte }
                result += pair.map { Array($0.1.utf8) } ?? [byte]
            }
            return result + Array(close.utf8)
        }
        let backslashed: [(Character, String)] = [("\\", "\\\\"), ("\"", "\\\"")]
        let lettered: [(Character, String)] = [("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")]
        switch name {
        case "int": return value.isEmpty || Int(text) == nil || value[0] == UInt8(ascii: "+") ? nil : value
        case "lower": return value.map { $0 >= 65 && $0 <= 90 ? $0 | 32 : $0 }
        case "upper": return value.map { $0 >= 97 && $0 <= 122 ? $0 & ~32 : $0 }
        case "trim":
            let isSpace = { (byte: UInt8) in byte == 32 || (byte >= 9 && byte <= 13) }
            return Array(Array(value.drop(while: isSpace).reversed()).drop(while: isSpace).reversed())
        // Their parsers have tests of their own.
        case "bytes": return ByteSizeText.parse(text).map { Array("\($0)".utf8) }
        case "seconds": return DurationText.parse(text).map { Array("\($0.wholeSeconds)".utf8) }
        case "nginx": return value.contains(36) ? nil : replaced(backslashed + lettered, "\"", "\"")
        case "pgconf": return replaced([("'", "''"), ("\\", "\\\\")] + lettered, "'", "'")
        case "sql":
            if !isText { return nil }
            return replaced([("'", "''"), ("\\", "\\\\")], value.contains(92) ? "E'" : "'", "'")
        case "shell": return replaced([("'", "'\\''")], "'", "'")
        case "json": return isText ? replaced(backslashed + lettered, "\"", "\"") : nil
        case "pghba":
            return value.contains(10) || value.contains(13) ? nil : replaced([("\"", "\"\"")], "\"", "\"")
        case "ini": return value.contains(10) || value.contains(13) ? nil : replaced(backslashed, "\"", "\"")
        case "url":
            let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
            return value.flatMap { byte in
                if plain.contains(byte) { return [byte] }
                let digits = String(byte, radix: 16, uppercase: true)
                return Array(("%" + (digits.count == 1 ? "0" : "") + digits).utf8)
            }
        case "base64":
            let bits = value.flatMap { byte in (0..<8).reversed().map { byte >> $0 & 1 } }
            let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
            var result: [UInt8] = []
            for start in stride(from: 0, to: bits.count, by: 6) {
                var number = 0
                for index in start..<start + 6 { number = number * 2 + (index < bits.count ? Int(bits[index]) : 0) }
                result.append(alphabet[number])
            }
            while result.count % 4 != 0 { result.append(UInt8(ascii: "=")) }
            return result
        default: return nil
        }
    }
}
