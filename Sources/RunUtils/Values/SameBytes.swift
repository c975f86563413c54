// `==` of String takes texts for equal that look the same: an é may be one code point, or an e and an accent. For the kernel,
// PostgreSQL and nginx they are two names.

extension String {
    /// Whether a name is this one, byte by byte: of a file, a database, a role.
    public func hasSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

extension Sequence<String> {
    /// Whether a name is among these, byte by byte.
    public func containsSameBytes(as name: String) -> Bool { contains { $0.hasSameBytes(as: name) } }
}
