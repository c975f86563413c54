/// Looks for mistakes in the declarations of an image's variables.
struct VariableCheck {
    /// All variables, in their order.
    let declarations: [VariableDeclaration]
    /// Which of them are the image's own; every image has the others.
    let own: Range<Int>
    let lines: TableLines

    func check() {
        for declaration in declarations { check(declaration) }
        for later in declarations.indices {
            for earlier in 0..<later {
                let isLatersFault = own.contains(later) || !own.contains(earlier)
                if isLatersFault { compare(later, earlier) } else { compare(earlier, later) }
            }
        }
    }

    private func check(_ declaration: VariableDeclaration) {
        let (name, label) = (declaration.name, declaration.tableLabel)
        if !VariableCheck.isName(name) {
            lines.add(label, ": a name has capital letters, digits and underscores, and no digit first")
        }
        lines.checkSummary(label, declaration.summary)
        lines.addDefault(label, declaration.defaultObjection)
        if let example = declaration.facts.example, !declaration.facts.accepts(Bytes(example)) {
            lines.addExample(label, example)
        }
        if let other = declaration.requiredWith, !declarations.contains(where: { $0.name == other }) {
            lines.add(label, ": it is required with ", quoted(other), ", which is not declared")
        }
        let names = declaration.tableNames
        for index in names.indices where index > 0 && index < names.count / 2 {
            let alias = names[index]
            if !VariableCheck.isName(alias, smallLetters: true) {
                lines.add(label, ": its alias ", quoted(alias), " has more than letters, digits and underscores")
            }
            for other in names.indices where (other < index || other >= names.count / 2) && names[other] == alias {
                lines.add(label, ": its alias ", alias, " is one of its names already")
            }
        }
    }

    /// An older spelling may have small letters.
    static func isName(_ name: String, smallLetters: Bool = false) -> Bool {
        let bytes = Bytes(name)
        guard let first = bytes.first, !first.isDigit else { return false }
        return bytes.allSatisfy { $0.isNameByte && (smallLetters || !(97...122).contains($0)) }
    }

    /// Looks for names that mean two variables.
    private func compare(_ blamed: Int, _ other: Int) {
        let (names, others) = (declarations[blamed].tableNames, declarations[other].tableNames)
        let label = declarations[blamed].tableLabel
        if names[0] == others[0] {
            lines.add(label, own.contains(other) ? " is declared twice" : ": every image has a variable of this name")
            return
        }
        for (index, name) in names.enumerated() {
            let isFile = index >= names.count / 2
            for (otherIndex, otherName) in others.enumerated() where otherName == name {
                let isOthersFile = otherIndex >= others.count / 2
                // Two files of one name have two names that are the same.
                if isFile && isOthersFile { continue }
                let subject =
                    index == 0 ? ": this" : isFile ? ": \(name), which may name its file," : ": its alias \(name)"
                if otherIndex == 0 {
                    lines.add(label, subject, " is the name of another variable")
                } else {
                    lines.add(label, subject, isOthersFile ? " may name the file of " : " is an alias of ", others[0])
                }
            }
        }
    }
}

extension VariableDeclaration {
    /// What lines about mistakes begin with.
    fileprivate var tableLabel: String { "variable " + (VariableCheck.isName(name) ? name : quoted(name)) }

    /// What the environment may call it: its name, its aliases, and in the same order what names a file.
    fileprivate var tableNames: [String] {
        var names = spellings
        for spelling in spellings { names.append(spelling + "_FILE") }
        return names
    }

    /// What is wrong with its default; nil for nothing.
    var defaultObjection: String? {
        if !hasDefault { return nil }
        guard let text = defaultText else {
            return "default cannot be written; give its type a format, or the default as its text"
        }
        if facts.accepts(Bytes(text)) { return nil }
        return "default " + (isSecret ? "(not shown)" : quoted(text)) + " is not " + facts.expectation
    }
}
