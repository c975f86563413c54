/// One of the files passwd(5), group(5) and shadow(5): lines of fields between colons. Lines that are not understood, and
/// comments, stay as they are.
struct AccountFile: Equatable {
    private(set) var lines: [Bytes]
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
        lines = content.isEmpty ? [] : content.pieces(separatedBy: .newline)
        if lines.last == [] { lines.removeLast() }
    }

    /// The file's content, ending with a newline.
    var content: Bytes { lines.reduce(into: Bytes()) { $0 += $1 + [.newline] } }

    /// The fields of each line.
    var records: [[Bytes]] { lines.map { $0.pieces(separatedBy: .colon) }.filter { $0.count >= fieldCount } }

    /// The first line whose field equals `value`.
    func first(_ field: Int, _ value: Bytes) -> (index: Int, fields: [Bytes])? {
        for index in lines.indices {
            let fields = lines[index].pieces(separatedBy: .colon)
            if fields.count >= fieldCount, fields[field] == value { return (index, fields) }
        }
        return nil
    }

    mutating func replace(_ index: Int, _ fields: [Bytes]) { lines[index] = AccountFile.line(fields) }

    mutating func move(_ index: Int, before other: Int) {
        let line = lines.remove(at: index)
        lines.insert(line, at: index < other ? other - 1 : other)
    }

    mutating func append(_ fields: [Bytes]) { lines.append(AccountFile.line(fields)) }

    private static func line(_ fields: [Bytes]) -> Bytes { fields.joined(separator: .colon) }
}
