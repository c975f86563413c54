extension Template {
    /// What templates may know. A name is looked up once for all of them.
    final class Scope {
        /// A name that a template has.
        final class Name {
            let name: Bytes
            /// nil when it has none.
            fileprivate(set) var value: Bytes?
            fileprivate(set) var isSecret = false
            fileprivate var isLookedUp = false
            /// The next one with the same hash.
            fileprivate let next: Name?

            fileprivate init(_ name: Bytes, _ next: Name?) { (self.name, self.next) = (name, next) }
        }

        private let value: (_ name: Bytes) -> Bytes?
        /// Whether a name's value is kept out of messages.
        let isSecret: (_ name: Bytes) -> Bool
        /// What is wrong with a name that a template may not use.
        let objection: (_ name: Bytes) -> String?
        /// All names that the templates have, those in branches that were left out too.
        private(set) var names: [Name] = []
        /// Those by their hashes, since a template may have very many.
        private var buckets = [Name?](repeating: nil, count: 256)

        /// - Parameter value: The value of a name, nil when it has none.
        init(
            value: @escaping (_ name: Bytes) -> Bytes?, isSecret: @escaping (_ name: Bytes) -> Bool = { _ in false },
            objection: @escaping (_ name: Bytes) -> String? = { _ in nil }
        ) {
            self.value = value
            self.isSecret = isSecret
            self.objection = objection
        }

        /// Takes note of what stands in a part of a text; nil when it is no name.
        func name(_ text: Bytes, from start: Int = 0, to end: Int? = nil) -> Name? {
            let end = end ?? text.count
            let bucket = text.hash(from: start, to: end)
            var known = buckets[bucket]
            while let name = known {
                if name.name.count == end - start && text.has(name.name, at: start) { return name }
                known = name.next
            }
            guard start < end, !text[start].isDigit, text[start..<end].allSatisfy({ $0.isNameByte }) else { return nil }
            let new = Name(text.part(start, end), buckets[bucket])
            buckets[bucket] = new
            names.append(new)
            return new
        }

        /// Finds a name's value: when it has a part in a result, and not only in a branch that is left out.
        func lookUp(_ name: Name) {
            if name.isLookedUp { return }
            name.isLookedUp = true
            name.value = value(name.name)
            name.isSecret = isSecret(name.name)
        }
    }
}
