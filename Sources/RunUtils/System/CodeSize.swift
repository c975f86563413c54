// The standard library's generic code for strings and bytes is inlined or specialised at every use. That would be most of
// a static executable, so the common operations are calls here. The declarations shadow those of the standard library
// within this module and give the same results; for strings, equal means equal bytes, not canonically equivalent, which
// also keeps Unicode's normalisation tables out of the library (outside of it, see `hasSameBytes`).

extension DefaultStringInterpolation {
    /// An interpolation that begins or ends with a value has an empty literal there, which the compiler can leave out then.
    @inline(__always) mutating func appendLiteral(_ literal: String) { if !literal.utf8.isEmpty { append(literal) } }

    @inline(never) private mutating func append(_ literal: String) { write(literal) }

    @inline(never) mutating func appendInterpolation(_ text: String) { write(text) }

    @inline(never) mutating func appendInterpolation(_ number: Int) { write(String(number)) }

    mutating func appendInterpolation(_ number: CInt) { appendInterpolation(Int(number)) }

    mutating func appendInterpolation(_ number: UInt32) { appendInterpolation(Int(number)) }

    mutating func appendInterpolation(_ number: UInt8) { appendInterpolation(Int(number)) }
}

extension String {
    @inline(never) static func == (left: String, right: String) -> Bool { left.hasBytes(right.utf8.span) }

    static func != (left: String, right: String) -> Bool { !(left == right) }

    /// Whether its bytes are these.
    @inline(never) func hasBytes(_ bytes: Span<UInt8>) -> Bool {
        let own = utf8.span
        guard own.count == bytes.count else { return false }
        for index in bytes.indices where own[index] != bytes[index] { return false }
        return true
    }

    @inline(never) static func += (left: inout String, right: String) { left.append(right) }

    @inline(never) static func + (left: String, right: String) -> String {
        var result = left
        result += right
        return result
    }

    @inline(never) init(decoding bytes: [UInt8], as encoding: UTF8.Type) {
        self.init(decoding: bytes[...], as: encoding)
    }
}

extension Int {
    @inline(never) init?(_ text: String) { self.init(text, radix: 10) }
}

extension String.UTF8View {
    @inline(never) var first: UInt8? { [UInt8](self).first }

    @inline(never) func contains(_ byte: UInt8) -> Bool { [UInt8](self).contains(byte) }
}

extension [String] {
    @inline(never) mutating func append(_ text: String) { append(contentsOf: CollectionOfOne(text)) }

    @inline(never) static func += (left: inout [String], right: [String]) { left.append(contentsOf: right) }

    @inline(never) static func + (left: [String], right: [String]) -> [String] {
        var result = left
        result += right
        return result
    }

    @inline(never) func joined(separator: String) -> String {
        var result = ""
        for (index, text) in enumerated() {
            if index > 0 { result += separator }
            result += text
        }
        return result
    }

    @inline(never) func contains(_ text: String) -> Bool {
        for word in self where word == text { return true }
        return false
    }
}

extension [[UInt8]] {
    @inline(never) mutating func append(_ bytes: [UInt8]) { append(contentsOf: CollectionOfOne(bytes)) }

    @inline(never) func joined(separator: UInt8) -> [UInt8] {
        var result: [UInt8] = []
        for (index, bytes) in enumerated() {
            if index > 0 { result.append(separator) }
            result += bytes
        }
        return result
    }
}

extension [UInt8] {
    // Without a copy more: a ContiguousArray becomes an Array as it is.
    @inline(never) init(_ text: String.UTF8View) { self.init(ContiguousArray(text)) }

    @inline(never) init(_ part: ArraySlice<UInt8>) { self = unsafe part.withUnsafeBytes { unsafe [UInt8]($0) } }

    @inline(never) mutating func append(_ byte: UInt8) { append(contentsOf: CollectionOfOne(byte)) }

    @inline(never) static func += (left: inout [UInt8], right: [UInt8]) { left.append(contentsOf: right) }

    // The standard library copies raw memory at once (memcpy(3)), and a part of an array byte by byte.
    @inline(never) static func += (left: inout [UInt8], right: ArraySlice<UInt8>) {
        unsafe right.withUnsafeBytes { unsafe left.append(contentsOf: $0) }
    }

    @inline(never) static func + (left: [UInt8], right: [UInt8]) -> [UInt8] {
        var result = left
        result += right
        return result
    }

    @inline(never) static func == (left: [UInt8], right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        for index in left.indices where left[index] != right[index] { return false }
        return true
    }

    @inline(never) static func != (left: [UInt8], right: [UInt8]) -> Bool { !(left == right) }
}
