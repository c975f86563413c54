import RunUtils

/// Texts with `${NAME}` and `$NAME`, as envsubst(1) fills them in. A name without a value stays as it is, since nginx
/// has variables of its own that look the same. Bytes that are no UTF-8 pass unchanged.
enum EnvironmentText {
    static func filled(_ bytes: [UInt8], _ variables: [(name: String, value: [UInt8])]) -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        while let dollar = bytes[position...].firstIndex(of: 36) {
            result += bytes[position..<dollar]
            let hasBraces = dollar + 1 < bytes.count && bytes[dollar + 1] == .openBrace
            let start = dollar + (hasBraces ? 2 : 1)
            var end = start
            while end < bytes.count, isNameByte(bytes[end], isFirst: end == start) { end += 1 }
            position = end
            let name = Array(bytes[start..<end])
            let isWhole = !hasBraces || end < bytes.count && bytes[end] == .closeBrace
            if !name.isEmpty, isWhole, let value = value(of: name, variables) {
                result += value
                if hasBraces { position += 1 }
            } else {
                result += bytes[dollar..<end]
            }
        }
        return result + bytes[position...]
    }

    private static func value(of name: [UInt8], _ variables: [(name: String, value: [UInt8])]) -> [UInt8]? {
        for variable in variables where Array(variable.name.utf8) == name { return variable.value }
        return nil
    }

    private static func isNameByte(_ byte: UInt8, isFirst: Bool) -> Bool {
        byte.isNameByte && !(isFirst && byte.isDigit)
    }
}
