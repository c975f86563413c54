// What an interpolation of a value writes is the same in both builds. The standard library's Embedded build can write neither
// durations nor containers, and its ordinary one writes them as a programmer sees them: `60.0 seconds`, `Optional(5)`,
// `["a"]`. That must reach no argument of a program.

extension DefaultStringInterpolation {
    /// A duration as `ValueType.duration` reads it: "1m30s".
    public mutating func appendInterpolation(_ duration: Duration) { appendInterpolation(DurationText.text(duration)) }
}

/// The texts of containers, from those of what is in them.
private enum ContainerText {
    static func list(_ texts: [String]) -> String { "[\(texts.joined(separator: ", "))]" }

    /// By the bytes of the keys: a dictionary has another order in each process.
    static func dictionary(_ entries: [(key: String, value: String)]) -> String {
        if entries.isEmpty { return "[:]" }
        var sorted: [(key: String, value: String)] = []
        for entry in entries {
            let place = sorted.firstIndex { Bytes(entry.key).lexicographicallyPrecedes(Bytes($0.key)) }
            sorted.insert(entry, at: place ?? sorted.count)
        }
        return list(sorted.map { "\($0.key): \($0.value)" })
    }
}

#if hasFeature(Embedded)
    // Values of types that nothing describes have no text here, and are refused where it would be acted on (see Unprintable).

    extension DefaultStringInterpolation {
        /// A value, or "nil".
        public mutating func appendInterpolation<Wrapped: CustomStringConvertible>(_ value: Wrapped?) {
            appendInterpolation(value.map { $0.description } ?? "nil")
        }
    }

    extension Duration: @retroactive CustomStringConvertible {
        /// What an interpolation writes; in the ordinary build `description` is another text.
        @available(*, deprecated, message: "it differs between the builds; interpolate the value")
        public var description: String { DurationText.text(self) }
    }

    extension Optional: @retroactive CustomStringConvertible where Wrapped: CustomStringConvertible {
        /// What an interpolation writes; the ordinary build has no such property.
        @available(*, deprecated, message: "it differs between the builds; interpolate the value")
        public var description: String { self.map { $0.description } ?? "nil" }
    }

    extension Array: @retroactive CustomStringConvertible where Element: CustomStringConvertible {
        /// What an interpolation writes; in the ordinary build `description` is another text.
        @available(*, deprecated, message: "it differs between the builds; interpolate the value")
        public var description: String { ContainerText.list(map { $0.description }) }
    }

    extension Dictionary: @retroactive CustomStringConvertible
    where Key: CustomStringConvertible, Value: CustomStringConvertible {
        /// What an interpolation writes; in the ordinary build `description` is another text.
        @available(*, deprecated, message: "it differs between the builds; interpolate the value")
        public var description: String {
            ContainerText.dictionary(map { ($0.key.description, $0.value.description) })
        }
    }
#else
    extension DefaultStringInterpolation {
        /// A value, or "nil".
        public mutating func appendInterpolation<Wrapped>(_ value: Wrapped?) {
            appendInterpolation(value.interpolated)
        }

        /// A list: "[a, b]".
        public mutating func appendInterpolation<Element>(_ list: [Element]) { appendInterpolation(list.interpolated) }

        /// A dictionary, sorted by the texts of its keys: "[a: 1, b: 2]".
        public mutating func appendInterpolation<Key, Value>(_ dictionary: [Key: Value]) {
            appendInterpolation(dictionary.interpolated)
        }
    }

    /// What an interpolation does not write as the standard library does, also within something else.
    private protocol Interpolated {
        var interpolated: String { get }
    }

    private func interpolated(_ value: Any) -> String {
        if let value = value as? any Interpolated { return value.interpolated }
        return String(describing: value)
    }

    extension Duration: Interpolated {
        fileprivate var interpolated: String { DurationText.text(self) }
    }

    extension Optional: Interpolated {
        fileprivate var interpolated: String { self.map { RunUtils.interpolated($0) } ?? "nil" }
    }

    extension Array: Interpolated {
        fileprivate var interpolated: String { ContainerText.list(map { RunUtils.interpolated($0) }) }
    }

    extension Dictionary: Interpolated {
        fileprivate var interpolated: String {
            ContainerText.dictionary(map { (RunUtils.interpolated($0.key), RunUtils.interpolated($0.value)) })
        }
    }
#endif
