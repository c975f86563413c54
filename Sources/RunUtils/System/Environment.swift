import CRunUtils

/// Environment variables, in the order in which they came. Values are bytes. Of two with one name the first counts, as
/// for getenv(3).
struct Environment {
    /// "NAME=value" words, as execve(2) takes them.
    private(set) var words: [Bytes] = []

    init() {}

    init(_ pairs: [(String, String)]) {
        for (name, value) in pairs { self[name] = Bytes(value) }
    }

    /// The environment that this process was started with. Words without "=" are dropped.
    static func inherited() -> Environment {
        var environment = Environment()
        var word = unsafe ru_environment()
        while let text = unsafe word?.pointee {
            let bytes = unsafe Bytes(cString: text)
            if bytes.contains(.equals) { environment.words.append(bytes) }
            unsafe word = word?.advanced(by: 1)
        }
        return environment
    }

    subscript(name: String) -> Bytes? {
        get { self[Bytes(name)] }
        set { self[Bytes(name)] = newValue }
    }

    /// A variable's value; setting nil removes every word of that name.
    subscript(name: Bytes) -> Bytes? {
        get {
            for word in words where Environment.word(word, names: name) { return word.from(name.count + 1) }
            return nil
        }
        set {
            guard let newValue else { return words = words.filter { !Environment.word($0, names: name) } }
            let new = name + [.equals] + newValue
            for index in words.indices where Environment.word(words[index], names: name) { return words[index] = new }
            words.append(new)
        }
    }

    /// Takes over what a program has changed in the environment that it was given, but for what shells set for themselves.
    ///
    /// - Parameter words: The program's environment at its end.
    mutating func adopt(_ words: [Bytes], changedFrom given: Environment) {
        let own = ["_", "PWD", "OLDPWD", "SHLVL"].map { Bytes($0) }
        var result = Environment()
        result.words = words.filter { $0.contains(.equals) }
        for word in given.words + result.words {
            let name = word.upTo(word.nextPosition(of: .equals, from: 0))
            let value = result[name]
            if !own.contains(where: { $0 == name }) && value != given[name] { self[name] = value }
        }
    }

    private static func word(_ word: Bytes, names name: Bytes) -> Bool {
        guard word.count > name.count, word[name.count] == .equals else { return false }
        for index in name.indices where word[index] != name[index] { return false }
        return true
    }
}
