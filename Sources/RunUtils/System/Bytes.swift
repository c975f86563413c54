import CRunUtils

/// Bytes as the kernel hands them over: arguments, values and file contents need not be UTF-8, and pass through unchanged.
typealias Bytes = [UInt8]

extension [UInt8] {
    @inline(never) init(_ text: String) { self = Array(text.utf8) }

    /// The bytes of a C string, without its NUL.
    @unsafe init(cString: UnsafePointer<CChar>) {
        let count = unsafe strlen(cString)
        self = unsafe Array(UnsafeRawBufferPointer(start: cString, count: count))
    }

    /// As text; what is no UTF-8 becomes U+FFFD.
    @inline(never) var text: String { String(decoding: self, as: UTF8.self) }

    /// Calls `body` with a NUL-terminated copy.
    @inline(never) @safe func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        unsafe withUnsafeTemporaryAllocation(byteCount: count + 1, alignment: 1) { copy in
            unsafe withUnsafeBytes { unsafe copy.copyMemory(from: $0) }
            unsafe copy[count] = 0
            return unsafe body(copy.baseAddress!.assumingMemoryBound(to: CChar.self))
        }
    }

    /// Where the next `separator` stands; nil when there is none.
    func firstRange(of separator: StaticString, from start: Int = 0) -> Range<Int>? {
        let count = separator.utf8CodeUnitCount
        guard self.count >= count else { return nil }
        var position = start
        while position <= self.count - count {
            if starts(with: separator, at: position) { return position..<position + count }
            position += 1
        }
        return nil
    }

    /// The position of the next `byte`; the count when there is none.
    func nextPosition(of byte: UInt8, from start: Int) -> Int { position(of: byte, from: start) ?? count }

    /// The position of the next `bytes`, which are not empty; nil when there are none.
    func position(of bytes: Bytes, from start: Int) -> Int? {
        unsafe withUnsafeBytes { all in
            guard start < all.count,
                let found = unsafe ru_find(all.baseAddress! + start, all.count - start, bytes, bytes.count)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - all.baseAddress!
        }
    }

    /// The position of the first `byte` from `start` on, or nil.
    func position(of byte: UInt8, from start: Int) -> Int? {
        unsafe position(from: start) { unsafe ru_find_byte($0, $1, byte) }
    }

    /// The position of the first two of a byte in a row, or nil.
    func position(ofTwo byte: UInt8, from start: Int) -> Int? {
        unsafe position(from: start) { unsafe ru_find_two($0, $1, byte) }
    }

    @unsafe private func position(
        from start: Int, _ find: (UnsafePointer<UInt8>, UnsafePointer<UInt8>) -> UnsafePointer<UInt8>?
    ) -> Int? {
        unsafe withUnsafeBufferPointer { bytes in
            guard start < bytes.count, let first = bytes.baseAddress,
                let found = unsafe find(first + start, first + bytes.count)
            else { return nil }
            return unsafe found - first
        }
    }

    /// What begins at a position, ends before one, or lies between two: calls, where a slice is code at each use.
    @inline(never) func from(_ start: Int) -> Bytes { Bytes(self[start...]) }
    @inline(never) func upTo(_ end: Int) -> Bytes { Bytes(self[..<end]) }
    @inline(never) func part(_ start: Int, _ end: Int) -> Bytes { Bytes(self[start..<end]) }

    func starts(with prefix: StaticString, at position: Int = 0) -> Bool {
        let count = prefix.utf8CodeUnitCount
        return unsafe self.count - position >= count && isSame(prefix.utf8Start, count, at: position)
    }

    /// Whether these bytes stand at a position.
    func has(_ bytes: Bytes, at position: Int) -> Bool {
        unsafe count - position >= bytes.count && isSame(bytes, bytes.count, at: position)
    }

    @unsafe private func isSame(_ other: UnsafePointer<UInt8>, _ count: Int, at position: Int) -> Bool {
        unsafe count == 0 || withUnsafeBytes { unsafe memcmp($0.baseAddress! + position, other, count) == 0 }
    }

    /// A number from 0 to 255, the same for the same bytes.
    @inline(never) func hash(from start: Int, to end: Int) -> Int {
        var hash = UInt32(0)
        let bytes = span.extracting(start..<end)
        for index in bytes.indices { hash = unsafe hash &* 31 &+ UInt32(bytes[unchecked: index]) }
        return Int(hash % 256)
    }

    /// 16 letters, and others where something has changed and nobody wants to deceive.
    var digest: Bytes {
        unsafe Bytes(unsafeUninitializedCapacity: Int(RU_DIGEST_LENGTH)) { text, length in
            unsafe ru_digest(self, self.count, text.baseAddress!)
            length = Int(RU_DIGEST_LENGTH)
        }
    }

    /// The pieces between the separators, empty ones included.
    @inline(never) func pieces(separatedBy separator: UInt8) -> [Bytes] {
        var pieces: [Bytes] = []
        var start = 0
        for index in indices where self[index] == separator {
            pieces.append(Bytes(self[start..<index]))
            start = index + 1
        }
        pieces.append(Bytes(self[start...]))
        return pieces
    }

    /// The number that decimal digits, with or without a minus sign before them, write; nil for anything else.
    @inline(never) var decimal: Int? {
        let isNegative = first == .hyphen
        if count == (isNegative ? 1 : 0) { return nil }
        var number = 0
        for byte in isNegative ? dropFirst() : self[...] {
            guard byte.isDigit else { return nil }
            let (tens, tooLarge) = number.multipliedReportingOverflow(by: 10)
            let (sum, overflow) = tens.subtractingReportingOverflow(Int(byte - 48))
            if tooLarge || overflow { return nil }
            number = sum
        }
        return isNegative ? number : number == .min ? nil : -number
    }

    /// The user or group id that decimal digits write; the highest number means "no id" to the kernel.
    var identifier: UInt32? { decimal.flatMap { UInt32(exactly: $0) }.flatMap { $0 == .max ? nil : $0 } }

    /// How many characters of a terminal's line the bytes take, for text whose every character is one code point.
    @inline(never) var width: Int { count { $0 & 0xc0 != 0x80 } }

    /// With ASCII letters in capitals.
    var uppercased: Bytes { map { (97...122).contains($0) ? $0 - 32 : $0 } }

    /// With ASCII letters in small ones.
    var lowercased: Bytes { map { (65...90).contains($0) ? $0 + 32 : $0 } }

    /// Without a line end at its end, which is how editors and `echo` end a file.
    var withoutLineEnd: Bytes {
        guard last == .newline else { return self }
        let line = Bytes(dropLast())
        return line.last == 13 ? Bytes(line.dropLast()) : line
    }

    /// Without spaces, tabs and line ends at both ends.
    var trimmed: Bytes {
        guard let first = firstIndex(where: { !$0.isSpace }), let last = lastIndex(where: { !$0.isSpace }) else {
            return []
        }
        return Bytes(self[first...last])
    }
}
