extension HeldFile {
    /// What is written in a file that is held: `key=value` lines.
    struct Content: Equatable {
        var fields: [(String, Bytes)]
        /// Whether something else is in it, which no entrypoint writes.
        private var hasOther = false

        init(_ fields: [(String, String)]) { self.fields = fields.map { ($0.0, Bytes($0.1)) } }

        init(parsing bytes: Bytes) {
            fields = []
            for line in bytes.pieces(separatedBy: .newline) where !line.allSatisfy({ $0 == 0 }) {
                let equals = line.firstIndex(of: .equals) ?? line.count
                let key = line.upTo(equals).text
                if equals == line.count || !Content.keys.contains(where: { $0 == key }) { hasOther = true }
                if equals < line.count { fields.append((key, Content.unescaped(line[(equals + 1)...]))) }
            }
        }

        subscript(key: String) -> String? { bytes(of: key)?.text }

        func bytes(of key: String) -> Bytes? { fields.first { $0.0 == key }?.1 }

        var bytes: Bytes {
            var result = Bytes()
            for (key, value) in fields {
                result += Bytes(key)
                result.append(.equals)
                result += Content.inOneLine(value)
                result.append(.newline)
            }
            return result
        }

        /// A value has one line: backslashes and newlines are written as \\ and \n.
        private static func inOneLine(_ value: Bytes) -> Bytes {
            // As most are.
            if value.nextPosition(of: .backslash, from: 0) == value.count,
                value.nextPosition(of: .newline, from: 0) == value.count
            {
                return value
            }
            return value.respelled { byte, _ in
                byte == .newline ? Bytes("\\n") : byte == .backslash ? Bytes("\\\\") : nil
            }
        }

        private static func unescaped(_ value: ArraySlice<UInt8>) -> Bytes {
            Bytes(value).unescaped { $0 == UInt8(ascii: "n") ? .newline : $0 }
        }

        /// Of this image, and this process of this container.
        init(origin image: String) {
            self.init([
                ("image", image), ("host", CurrentProcess.hostName()), ("pid", "\(CurrentProcess.pid)"),
                ("boot", CurrentProcess.bootIdentifier()), ("lock", "write"),
            ])
        }

        private static let keys = ["image", "host", "pid", "boot", "lock", "state", "since", "status", "user", "ready"]

        /// Whether an entrypoint wrote it. When a machine loses power, a file may be left without its content.
        var isOurs: Bool { !hasOther && (fields.isEmpty || fields[0].0 == "image") }

        /// Whether its holder has a write lock, and not only that of flock(2).
        var hasWriteLock: Bool { self["lock"] != nil }

        /// Who holds it, for messages.
        var owner: String {
            guard let image = self["image"], let host = self["host"] else { return "unknown" }
            return escaped("\(image) on \(host)")
        }

        static func == (left: Content, right: Content) -> Bool { left.bytes == right.bytes }
    }
}
