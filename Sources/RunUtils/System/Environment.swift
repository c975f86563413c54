import CRunUtils

/// Environment variables, in the order in which they came. Values are bytes; one name has one value.
struct Environment {
    private(set) var entries: [(name: Bytes, value: Bytes)] = []

    init() {}

    init(_ pairs: [(String, String)]) {
        for (name, value) in pairs { self[name] = Bytes(value) }
    }

    /// The environment that this process was started with. Words without "=" are dropped; of two with one name the
    /// first counts, as for getenv(3).
    static func inherited() -> Environment {
        var environment = Environment()
        var word = unsafe ru_environment()
        while let text = unsafe word?.pointee {
            let bytes = unsafe Bytes(cString: text)
            if let equals = bytes.firstIndex(of: UInt8(ascii: "=")) {
                let name = Bytes(bytes[..<equals])
                if environment[name] == nil { environment.entries.append((name, Bytes(bytes[(equals + 1)...]))) }
            }
            unsafe word = word?.advanced(by: 1)
        }
        return environment
    }

    subscript(name: String) -> Bytes? {
        get { self[Bytes(name)] }
        set { self[Bytes(name)] = newValue }
    }

    subscript(name: Bytes) -> Bytes? {
        get { entries.first { $0.name == name }?.value }
        set {
            if let index = entries.firstIndex(where: { $0.name == name }) {
                if let newValue { entries[index].value = newValue } else { entries.remove(at: index) }
            } else if let newValue {
                entries.append((name, newValue))
            }
        }
    }

    /// "NAME=value" words, as execve(2) takes them.
    var words: [Bytes] { entries.map { $0.name + [UInt8(ascii: "=")] + $0.value } }
}
