import RunUtils

/// Texts with `${NAME}` and `$NAME`, as envsubst(1) fills them in, and with `${NAME:-default}`, `${NAME:+text}` and
/// `${NAME:?message}`, as a shell does. A name without a value stays as it is, since nginx has variables of its own that look the
/// same. Bytes that are no UTF-8 pass unchanged.
struct EnvironmentText: Sendable {
    let variables: [(name: String, value: [UInt8])]
    /// The template, for what is wrong in it, and its first line here.
    var path: FilePath = ""
    var firstLine = 1
    /// Whether a name may be filled in.
    var allows: @Sendable (String) -> Bool = { _ in true }

    func filled(_ bytes: [UInt8]) throws(RunError) -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        while let dollar = bytes[position...].firstIndex(of: .dollar) {
            result += bytes[position..<dollar]
            let hasBraces = dollar + 1 < bytes.count && bytes[dollar + 1] == .openBrace
            let start = dollar + (hasBraces ? 2 : 1)
            var end = start
            while end < bytes.count, isNameByte(bytes[end], isFirst: end == start) { end += 1 }
            position = end
            let name = String(decoding: bytes[start..<end], as: UTF8.self)
            if hasBraces, end > start, allows(name), let close = EnvironmentText.end(of: bytes, from: end) {
                var part = self
                part.firstLine += bytes[..<dollar].count { $0 == .newline }
                result += try part.value(of: name, bytes[end + 1], Array(bytes[(end + 2)..<close]))
                position = close + 1
                continue
            }
            let isWhole = !hasBraces || end < bytes.count && bytes[end] == .closeBrace
            if end > start, isWhole, let value = value(of: name) {
                result += value
                if hasBraces { position += 1 }
            } else {
                result += bytes[dollar..<end]
            }
        }
        return result + bytes[position...]
    }

    /// Where the brace is that closes `${NAME:-text}`, from its colon on; nil where it is none.
    private static func end(of bytes: [UInt8], from colon: Int) -> Int? {
        guard colon + 1 < bytes.count, bytes[colon] == .colon,
            bytes[colon + 1] == .hyphen || bytes[colon + 1] == .plus || bytes[colon + 1] == UInt8(ascii: "?")
        else { return nil }
        var depth = 0
        for index in (colon + 2)..<bytes.count {
            if bytes[index] == .newline { return nil }
            if bytes[index] == .openBrace { depth += 1 }
            if bytes[index] == .closeBrace {
                if depth == 0 { return index }
                depth -= 1
            }
        }
        return nil
    }

    /// What `${NAME:-text}` and its like stand for; the text may hold names as well.
    private func value(
        of name: String, _ operation: UInt8, _ text: [UInt8]
    ) throws(RunError) -> [UInt8] {
        let value = value(of: name) ?? []
        switch operation {
        case .plus: return value.isEmpty ? [] : try filled(text)
        case .hyphen: return value.isEmpty ? try filled(text) : value
        default:
            if !value.isEmpty { return value }
            let message = String(decoding: text, as: UTF8.self)
            let reason = message.utf8.isEmpty ? "it is not set" : message
            throw RunError(.configuration, "\(path):\(firstLine): ${\(name)}: \(reason)")
        }
    }

    private func value(of name: String) -> [UInt8]? {
        for variable in variables where variable.name.hasSameBytes(as: name) && allows(name) { return variable.value }
        return nil
    }

    private func isNameByte(_ byte: UInt8, isFirst: Bool) -> Bool {
        byte.isNameByte && !(isFirst && byte.isDigit)
    }
}
