extension Template {
    /// What templates may know. A name is looked up once for all of them.
    final class Scope {
        /// A name that a template has.
        final class Name {
            let name: Bytes
            /// nil until it is looked up: when it has a part in a result, and not only in a branch that is left out.
            fileprivate var found: (value: Bytes?, isSecret: Bool)?

            fileprivate init(_ name: Bytes) { self.name = name }
        }

        private let value: (_ name: Bytes) -> Bytes?
        /// Whether a name's value is kept out of messages.
        let isSecret: (_ name: Bytes) -> Bool
        /// What is wrong with a name that a template may not use.
        let objection: (_ name: Bytes) -> String?
        /// All names that the templates have, those in branches that were left out too.
        private(set) var names: [Name] = []
        /// Those by their hashes, since a template may have very many.
        private var buckets: [[Name]] = []

        /// - Parameter value: The value of a name, nil when it has none.
        init(
            value: @escaping (_ name: Bytes) -> Bytes?, isSecret: @escaping (_ name: Bytes) -> Bool = { _ in false },
            objection: @escaping (_ name: Bytes) -> String? = { _ in nil }
        ) {
            self.value = value
            self.isSecret = isSecret
            self.objection = objection
        }

        /// Takes note of a name.
        func name(_ name: ArraySlice<UInt8>) -> Name {
            if names.isEmpty { buckets = [[Name]](repeating: [], count: 256) }
            let bucket = Int(name.reduce(UInt32(0)) { $0 &* 31 &+ UInt32($1) } % 256)
            for known in buckets[bucket] where known.name.elementsEqual(name) { return known }
            let new = Name(Bytes(name))
            buckets[bucket].append(new)
            names.append(new)
            return new
        }

        /// A name's value, nil when it has none, and whether it is secret.
        func lookUp(_ name: Name) -> (value: Bytes?, isSecret: Bool) {
            if let found = name.found { return found }
            let found = (value(name.name), isSecret(name.name))
            name.found = found
            return found
        }
    }
}
