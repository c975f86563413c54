/// One of the files passwd(5), group(5) and shadow(5): lines of fields between colons. Whatever is edited, all other lines
/// stay as they are, byte for byte; only a newline missing at the end is added.
///
/// The file is kept as it is read, and entries are found by looking through it: it may be long, and few entries are asked
/// for.
struct AccountFile: Equatable {
    /// An entry and where it stands.
    struct Entry {
        /// With its newline.
        let line: Range<Int>
        let fields: [Bytes]
    }

    private(set) var content: Bytes
    /// Lines with fewer fields than this are none of ours to read, as for getpwent(3).
    private let fieldCount: Int

    /// A file like passwd(5).
    static func passwd(_ content: Bytes) -> AccountFile { AccountFile(content, fieldCount: 7) }

    /// A file like group(5).
    static func group(_ content: Bytes) -> AccountFile { AccountFile(content, fieldCount: 3) }

    /// A file like shadow(5).
    static func shadow(_ content: Bytes) -> AccountFile { AccountFile(content, fieldCount: 1) }

    private init(_ content: Bytes, fieldCount: Int) {
        self.fieldCount = fieldCount
        self.content = content
        if let last = content.last, last != .newline { self.content.append(.newline) }
    }

    // MARK: Looking up

    /// The first entry whose field equals `value`, which is not empty.
    func first(_ field: Int, _ value: Bytes) -> Entry? { first(field, like: value) { $0 == value } }

    /// The first entry whose field is the number `id`, also with zeros before it.
    func first(_ field: Int, id: UInt32) -> Entry? { first(field, like: Bytes("\(id)")) { $0.identifier == id } }

    private func first(_ field: Int, like text: Bytes, where holds: (Bytes) -> Bool) -> Entry? {
        var result: Entry?
        search(text) { line in
            if let range = range(of: field, in: line), holds(Bytes(content[range])) { result = entry(line) }
            return result == nil
        }
        return result
    }

    /// All entries in which `text` stands somewhere.
    func forEachEntry(mentioning text: Bytes, _ body: (Entry) -> Void) {
        search(text) { line in
            if let entry = entry(line) { body(entry) }
            return true
        }
    }

    /// Goes through the lines in which `text` stands; only those are taken apart.
    private func search(_ text: Bytes, _ goesOn: (Range<Int>) -> Bool) {
        var position = 0
        while let found = content.position(of: text, from: position) {
            var start = found
            while start > 0, content[start - 1] != .newline { start -= 1 }
            let end = content.nextPosition(of: .newline, from: found)
            guard goesOn(start..<end) else { return }
            position = end + 1
        }
    }

    /// Where a field stands in a line; nil when the line has no such field. Comments and the lines that stand for another
    /// name service ("+", "-name") are no entries.
    private func range(of field: Int, in line: Range<Int>) -> Range<Int>? {
        if line.isEmpty || content[line.lowerBound] == .hash || isService(line.lowerBound) { return nil }
        var start = line.lowerBound
        for _ in 0..<field {
            start = content.nextPosition(of: .colon, from: start) + 1
            if start > line.upperBound { return nil }
        }
        let end = min(content.nextPosition(of: .colon, from: start), line.upperBound)
        // A line that somebody else's editor ended with CR and LF.
        return start..<(end == line.upperBound && end > start && content[end - 1] == 13 ? end - 1 : end)
    }

    private func isService(_ start: Int) -> Bool {
        content[start] == .plus || content[start] == .hyphen
    }

    private func entry(_ line: Range<Int>) -> Entry? {
        var fields: [Bytes] = []
        while let range = range(of: fields.count, in: line) { fields.append(Bytes(content[range])) }
        return fields.count < fieldCount ? nil : Entry(line: line.lowerBound..<line.upperBound + 1, fields: fields)
    }

    // MARK: Editing

    mutating func replace(_ entry: Entry, _ fields: [Bytes]) {
        content.replaceSubrange(entry.line, with: AccountFile.line(fields))
    }

    /// Moves an entry before another one that stands before it.
    mutating func move(_ entry: Entry, before other: Entry) {
        let line = Bytes(content[entry.line])
        content.removeSubrange(entry.line)
        content.insert(contentsOf: line, at: other.line.lowerBound)
    }

    /// Adds an entry: at the end, but before the lines that hand over to another name service, which would be asked first.
    mutating func append(_ fields: [Bytes]) {
        var place = content.isEmpty || isService(0) ? 0 : content.count
        for mark in [Bytes("\n+"), Bytes("\n-")] where place > 0 {
            if let found = content.position(of: mark, from: 0) { place = min(place, found + 1) }
        }
        content.insert(contentsOf: AccountFile.line(fields), at: place)
    }

    private static func line(_ fields: [Bytes]) -> Bytes { fields.joined(separator: .colon) + [.newline] }
}
