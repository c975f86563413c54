extension Settings {
    /// How many bytes of a value are shown.
    private static let valueLimit = 100

    /// Each variable with its value and where that came from, aligned. Secrets are not shown.
    ///
    /// - Parameter environment: Names the files of `NAME_FILE`.
    func table(_ environment: Environment) -> String {
        var rows = [["VARIABLE", "VALUE", "FROM"]]
        for entry in entries {
            rows.append([entry.declaration.name, Settings.shown(entry), Settings.origin(entry, environment)])
        }
        let widths = [0, 1].map { column in rows.reduce(0) { max($0, min(40, Bytes($1[column]).width)) } }
        return rows.reduce("") { text, row in
            text + "\(padded(row[0], to: widths[0]))  \(padded(row[1], to: widths[1]))  \(row[2])\n"
        }
    }

    private static func shown(_ entry: Entry) -> String {
        guard let value = entry.value else { return "-" }
        if entry.declaration.isSecret { return "****" }
        let text = escaped(Bytes(value.prefix(valueLimit)).text)
        return value.count > valueLimit ? text + "…" : text
    }

    private static func origin(_ entry: Entry, _ environment: Environment) -> String {
        switch entry.source {
        case .environment(let name): "environment \(name)"
        case .file(let name): "\(name) \(quoted((environment[name] ?? []).text))"
        case .defaultValue: "default"
        case .notSet: "not set"
        }
    }
}
