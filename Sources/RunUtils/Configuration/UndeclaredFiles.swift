/// Values of names that are not declared, from the files that NAME_FILE names. Each is read once, when a template asks for it, so
/// that all that is asked of a name goes by one content.
final class UndeclaredFiles {
    typealias Found = (value: Bytes?, failure: String?)

    private let environment: Environment
    /// Most environments name no file, and most templates have many tags.
    private let areThere: Bool
    private var asked: [(name: Bytes, found: Found?)] = []

    init(_ environment: Environment) {
        self.environment = environment
        areThere = environment.words.contains { word in
            let end = word.nextPosition(of: .equals, from: 0)
            return end > 5 && word.starts(with: "_FILE", at: end - 5)
        }
    }

    /// What the file of a name holds; nil where the environment names none.
    func find(_ name: Bytes) -> Found? {
        if !areThere { return nil }
        for known in asked where known.name == name { return known.found }
        let found = Settings.undeclared(name, environment)
        asked.append((name, found))
        return found
    }
}
