extension ValueType where Value == String {
    /// Any text.
    public static var text: ValueType { ValueType("a text", example: "text") { $0 } }

    /// The name of a user or group: letters, digits, ".", "_" and "-", not only digits, at most 32 bytes.
    public static var accountName: ValueType {
        ValueType(
            "an account name (letters, digits, \".\", \"_\" and \"-\", not only digits, at most 32)", example: "app"
        ) { text in
            let bytes = Bytes(text)
            let isValid =
                !bytes.isEmpty && bytes.count <= 32 && bytes[0] != .hyphen
                && bytes.allSatisfy { $0.isNameByte || $0 == .dot || $0 == .hyphen }
                && !bytes.allSatisfy { $0.isDigit } && text != "." && text != ".."
            return isValid ? text : nil
        }
    }

    /// The name of a file in a directory that the image knows: no path, so nothing outside of that directory.
    public static var fileName: ValueType {
        ValueType("a file name without \"/\", not beginning with \".\"", example: "file") { text in
            let bytes = Bytes(text)
            let isName = !bytes.isEmpty && bytes.count <= 255 && bytes[0] != .dot
            return isName && bytes.allSatisfy { $0 != .slash && $0 >= .space && $0 != 127 } ? text : nil
        }
    }

    /// One of a few words.
    public static func oneOf(_ words: [String]) -> ValueType {
        ValueType(
            "one of \(listed(words.map { quoted($0) }, "or"))", example: words.first ?? "", choices: words,
            format: { $0 }
        ) { bytes in
            let text = bytes.text
            return words.contains(text) ? text : nil
        }
    }
}

extension ValueType where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// One of the cases of an enumeration, by their raw values.
    ///
    /// ```swift
    /// enum Mode: String, CaseIterable { case fast, safe }
    /// static let mode = Variable("MODE", .oneOf(Mode.self), default: .safe, "How it is written.")
    /// ```
    public static func oneOf(_ type: Value.Type) -> ValueType {
        let words = type.allCases.map { $0.rawValue }
        return ValueType(
            "one of \(listed(words.map { quoted($0) }, "or"))", example: words.first ?? "", choices: words,
            format: { $0.rawValue }
        ) { bytes in Value.allCases.first { bytes.text == $0.rawValue } }
    }
}

extension ValueType where Value == Int {
    /// A whole number.
    public static var integer: ValueType {
        ValueType("a whole number", example: "1", format: { "\($0)" }) { Bytes($0).decimal }
    }

    /// A whole number in a range.
    public static func integer(in range: ClosedRange<Int>) -> ValueType {
        ValueType(
            "a whole number from \(range.lowerBound) to \(range.upperBound)", example: "\(range.lowerBound)",
            format: { "\($0)" }
        ) { text in
            guard let number = Bytes(text).decimal, range.contains(number) else { return nil }
            return number
        }
    }

    /// A number of bytes in a range, written as for `byteSize`.
    public static func byteSize(in range: ClosedRange<Int>) -> ValueType {
        let (least, most) = (ByteSizeText.text(range.lowerBound), ByteSizeText.text(range.upperBound))
        return ValueType(
            "a number of bytes from \(least) to \(most)", example: least, format: { ByteSizeText.text($0) }
        ) { text in
            guard let size = ByteSizeText.parse(text), range.contains(size) else { return nil }
            return size
        }
    }

    /// A number of bytes: 512, 64k, 64kB, 1.5G or 1GiB. The units k, M, G and T are powers of 1024, in any case; a fraction
    /// is rounded down to whole bytes.
    public static var byteSize: ValueType {
        ValueType(
            "a number of bytes, such as 512, 64kB or 1.5G", example: "64k", format: { ByteSizeText.text($0) }
        ) { ByteSizeText.parse($0) }
    }

    /// A TCP port.
    public static var port: ValueType { .integer(in: 1...65535) }
}

extension ValueType where Value == UInt32 {
    /// A user or group id. The highest number means "no id" to the kernel.
    public static var id: ValueType {
        ValueType("an id from 0 to 4294967294", example: "1000", format: { "\($0)" }) { Bytes($0).identifier }
    }
}

extension ValueType where Value == Bool {
    /// yes, true, on, 1 or no, false, off, 0, in any case.
    public static var boolean: ValueType {
        ValueType(
            "\"yes\" or \"no\" (also true/false, on/off, 1/0)", example: "no", format: { $0 ? "on" : "off" }
        ) { text in
            let word = Bytes(text).lowercased.text
            if ["yes", "true", "on", "1"].contains(word) { return true }
            return ["no", "false", "off", "0"].contains(word) ? false : nil
        }
    }
}

extension ValueType where Value == FilePath {
    /// An absolute path.
    public static var path: ValueType {
        ValueType(
            "an absolute path", example: "/path", format: { $0.description },
            decode: { $0.first == .slash ? FilePath(bytes: $0) : nil })
    }
}

extension ValueType where Value == Signal {
    /// A signal by name or number.
    public static var signal: ValueType {
        ValueType("a signal, such as TERM, QUIT or RTMIN+3", example: "TERM", format: { $0.shortName }) { Signal($0) }
    }
}

extension ValueType where Value == Duration {
    /// A time: 90, 90s, 1m30s, 500ms, 1.5s, 2h, 5d. A bare number counts seconds.
    public static var duration: ValueType {
        ValueType(
            "a duration, such as 30s, 1m30s, 500ms or 5d", example: "30s", format: { DurationText.text($0) }
        ) { DurationText.parse($0) }
    }

    /// A time in a range, written as for `duration`.
    ///
    /// - Parameters:
    ///   - range: What it may be.
    ///   - expectation: The range in words, for messages: "a duration from 1s to 1h".
    public static func duration(in range: ClosedRange<Duration>, _ expectation: String) -> ValueType {
        ValueType(
            expectation, example: DurationText.text(range.lowerBound), format: { DurationText.text($0) }
        ) { text in
            guard let duration = DurationText.parse(text), range.contains(duration) else { return nil }
            return duration
        }
    }
}

extension ValueType where Value == [String] {
    /// Words separated by commas or white space; empty ones are dropped. None where nothing is set.
    public static var list: ValueType {
        ValueType("a list separated by commas or spaces", absent: [], format: { $0.joined(separator: ",") }) {
            text in
            let spaced = Bytes(text).map { $0.isSpace ? UInt8.comma : $0 }
            return spaced.pieces(separatedBy: .comma).filter { !$0.isEmpty }.map { $0.text }
        }
    }

    /// The same where each word must be something.
    static func list(_ expectation: String, where accepts: @escaping @Sendable (Bytes) -> Bool) -> ValueType {
        ValueType(expectation, absent: []) { text in
            let words = ValueType.list.parse(text) ?? []
            for word in words where !accepts(Bytes(word)) { return nil }
            return words
        }
    }

    /// Words as a shell takes them apart, with '…', "…" and backslashes, but without anything that a shell would do with them.
    public static var words: ValueType {
        ValueType(
            "words separated by spaces, with every quote closed", absent: [],
            format: { Words.joined($0.map { Bytes($0) }).text }
        ) { text in
            Words.split(Bytes(text))?.map { $0.text }
        }
    }
}
