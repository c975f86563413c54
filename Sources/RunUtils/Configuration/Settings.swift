/// The values of an image's declared variables: what the environment, files and defaults say.
struct Settings {
    /// Where a value came from.
    enum Source: Equatable {
        case environment(String)
        /// The variable that names the file.
        case file(String)
        case defaultValue
        case notSet
    }

    /// One variable's value.
    final class Entry {
        let declaration: VariableDeclaration
        /// What was given; nil where it was not.
        private let given: Bytes?
        let source: Source
        /// Why there is no usable value.
        fileprivate(set) var failure: String?
        /// What was given or, without that, the default.
        var value: Bytes? { source == .defaultValue ? declaration.defaultText.map { Bytes($0) } : given }
        /// The name under which it was probably given, and the one that was meant.
        var misspelling: (name: String, meant: String)?

        fileprivate init(
            declaration: VariableDeclaration, value: Bytes? = nil, source: Source = .notSet, failure: String? = nil
        ) {
            self.declaration = declaration
            given = value
            self.source = source
            self.failure = failure
        }
    }

    let entries: [Entry]

    /// Reads all variables; failures are kept with their entries.
    ///
    /// - Parameter read: Reads the file that a `NAME_FILE` names.
    init(
        _ declarations: [VariableDeclaration], environment: Environment,
        read: (FilePath) throws(Errno) -> Bytes = { (path) throws(Errno) in try ConfigurationReader.read(path).content }
    ) {
        var entries: [Entry] = []
        for declaration in declarations {
            let entry = Settings.look(declaration, environment, read)
            Settings.check(entry)
            entries.append(entry)
        }
        for entry in entries where entry.source == .notSet && entry.failure == nil {
            if entry.declaration.requiredOfRootOnly && !CurrentProcess.isRoot { continue }
            guard let other = entry.declaration.requiredWith,
                entries.contains(where: { $0.declaration.name == other && $0.source != .notSet })
            else { continue }
            entry.failure = "\(entry.declaration.name) must be set when \(other) is"
        }
        self.entries = entries
    }

    private static func look(
        _ declaration: VariableDeclaration, _ environment: Environment, _ read: (FilePath) throws(Errno) -> Bytes
    ) -> Entry {
        for spelling in declaration.spellings {
            let value = environment[spelling].flatMap { $0.isEmpty ? nil : $0 }
            let file = environment["\(spelling)_FILE"].flatMap { $0.isEmpty ? nil : FilePath(bytes: $0) }
            if value != nil && file != nil {
                return Entry(
                    declaration: declaration, failure: spelling + " and " + spelling + "_FILE" + bothSet)
            }
            if let value { return Entry(declaration: declaration, value: value, source: .environment(spelling)) }
            if let file {
                let (value, failure) = content(of: file, "\(spelling)_FILE", read)
                if value != nil || failure != nil {
                    return Entry(
                        declaration: declaration, value: value, source: .file("\(spelling)_FILE"), failure: failure)
                }
            }
        }
        return Entry(declaration: declaration, source: declaration.hasDefault ? .defaultValue : .notSet)
    }

    /// What a file holds, nil for nothing, or why it cannot be read. A trailing newline is how editors and `echo` end a file, not
    /// part of a secret.
    private static func content(
        of file: FilePath, _ spelling: String, _ read: (FilePath) throws(Errno) -> Bytes
    ) -> (Bytes?, failure: String?) {
        let start = spelling + " names " + quoted(file) + ", which "
        // Another kind of file might never end, or keep the start waiting.
        if let status = try? FileStatus.at(file), status.kind != .regular {
            return (nil, start + "is not a regular file")
        }
        do throws(Errno) {
            let value = try read(file).withoutLineEnd
            return (value.isEmpty ? nil : value, nil)
        } catch {
            let reason = Refusal.reason(error, at: file)
            return (nil, start + "cannot be read: " + (reason?.text ?? error.description))
        }
    }

    /// What a file holds that the environment names for a name that is not declared; nil where it names none.
    static func undeclared(_ name: Bytes, _ environment: Environment) -> (value: Bytes?, failure: String?)? {
        let spelling = name.text + "_FILE"
        guard let file = environment[spelling], !file.isEmpty else { return nil }
        if !(environment[name] ?? []).isEmpty { return (nil, name.text + " and " + spelling + bothSet) }
        return content(of: FilePath(bytes: file), spelling) { (path) throws(Errno) in
            try ConfigurationReader.read(path).content
        }
    }

    private static let bothSet = " are both set; one is expected"

    private static func check(_ entry: Entry) {
        // A default is the author's, and right or a mistake of the table.
        if entry.failure != nil || entry.source == .defaultValue { return }
        let declaration = entry.declaration
        guard let value = entry.value else {
            if declaration.isRequired { entry.failure = missing(declaration).message }
            return
        }
        if value.contains(0) || !declaration.facts.accepts(value) {
            let shown = declaration.isSecret ? "its value (not shown)" : quoted(wrong: value)
            entry.failure =
                "\(entry.spelling): \(shown) is not \(declaration.facts.expectation(inPlaceOf: declaration.isSecret ? nil : value))"
        }
    }

    /// All that is wrong, as one report; nil when nothing is.
    var report: RunError? {
        .report(.configuration, "the environment variables are wrong", entries.compactMap { $0.complaint })
    }

    /// The typed value of a variable.
    ///
    /// - Throws: What is wrong with it.
    @inline(never) func value<Value>(of variable: Variable<Value>) throws(RunError) -> Value {
        let entry = try entry(of: variable.declaration)
        if entry.source == .defaultValue, let value = variable.defaultValue { return value }
        if let bytes = entry.value, let value = variable.type.decode(bytes) { return value }
        if entry.source != .defaultValue, let absent = variable.type.absent { return absent }
        throw Settings.unusable(entry)
    }

    /// Why there is no value where nobody gave a wrong one: the author did, or nobody gave any.
    private static func unusable(_ entry: Entry) -> RunError {
        guard entry.source == .defaultValue, let objection = entry.declaration.defaultObjection else {
            return missing(entry.declaration)
        }
        return RunError(.software, "\(entry.declaration.name): its \(objection)")
    }

    private func entry(of declaration: VariableDeclaration) throws(RunError) -> Entry {
        guard let entry = entries.first(where: { $0.declaration === declaration }) else {
            throw RunError(.software, "\(declaration.name) is read but not declared by the image")
        }
        if let failure = entry.failure { throw RunError(.configuration, failure) }
        return entry
    }

    private static func missing(_ declaration: VariableDeclaration) -> RunError {
        RunError(.configuration, "\(declaration.name) is not set; expected \(declaration.facts.expectation)")
    }

    /// Whether somebody set a variable; a default is not set.
    func isSet(_ declaration: VariableDeclaration) -> Bool {
        for entry in entries where entry.declaration === declaration {
            switch entry.source {
            case .environment, .file: return true
            case .defaultValue, .notSet: return false
            }
        }
        return false
    }

    /// The entry of a name or of an older spelling, nil when it is not declared.
    func entry(named name: Bytes) -> Entry? {
        for entry in entries where entry.declaration.name.hasBytes(name.span) { return entry }
        return entries.first { entry in entry.declaration.aliases.contains { $0.hasBytes(name.span) } }
    }

    /// The raw value of a declared name or older spelling, nil when it is not set or not declared.
    func value(named name: Bytes) -> Bytes? { entry(named: name)?.value }

    /// Whether a name belongs to a secret.
    func isSecret(_ name: Bytes) -> Bool { entry(named: name)?.declaration.isSecret ?? false }

    /// What is wrong with a name that no variable has; nil for one that is declared.
    func objection(_ name: Bytes) -> String? {
        if entry(named: name) != nil { return nil }
        let near = NearName.of(name.text, among: entries.map { $0.declaration.name })
        return "\(name.text) is not declared by the image" + (near.map { "; did you mean \(quoted($0))?" } ?? "")
    }

    /// The environment without the secrets: what a service gets.
    func withoutSecrets(_ environment: Environment) -> Environment {
        var result = environment
        for entry in entries where entry.declaration.isSecret {
            for spelling in entry.declaration.spellings { result[spelling] = nil }
        }
        return result
    }
}

extension Settings.Entry {
    /// Whether neither the environment nor a file gave it.
    var isNotGiven: Bool { source == .notSet || source == .defaultValue }

    /// Why there is no usable value, with the name under which it was probably given.
    var complaint: String? {
        guard let failure else { return nil }
        guard let misspelling else { return failure }
        return "\(failure); \(misspelling.name) is set: did you mean \(misspelling.meant)?"
    }

    /// The name under which the value was given.
    fileprivate var spelling: String {
        switch source {
        case .environment(let spelling), .file(let spelling): spelling
        case .defaultValue, .notSet: declaration.name
        }
    }
}
