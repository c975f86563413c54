extension ValueType where Value == String {
    /// An extended regular expression of POSIX (regex(7)), for `matches`.
    public static var pattern: ValueType {
        ValueType("an extended regular expression (regex(7))", example: ".*") {
            ExtendedPattern.isValid($0) ? $0 : nil
        }
    }
}

extension String {
    /// Whether an extended regular expression of POSIX (regex(7)) is found in this text; false for one that is wrong.
    public func matches(pattern: String) -> Bool { ExtendedPattern.finds(pattern, in: self) }
}
