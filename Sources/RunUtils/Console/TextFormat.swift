/// Events as lines for people.
struct TextFormat {
    /// What messages begin with: the image's name.
    let image: String
    let usesColor: Bool

    /// An event's lines, each with its line end.
    func lines(_ event: LogEvent) -> Bytes {
        switch event {
        case .message(_, let text): Bytes("\(image): \(displayed(text))\n")
        case .error(let error): Bytes("\(image): \(TextFormat.report(error))")
        case .step(let name, let time, let succeeded):
            Bytes(beginning(ofStep: name) + ending(ofStep: time, succeeded: succeeded))
        case .output(let line, _): Bytes("  | ") + displayed(line) + [.newline]
        }
    }

    /// An error's message, details and hint, a line each.
    static func report(_ error: RunError) -> String {
        var text = "\(displayed(error.message))\n"
        for detail in error.details { text += "  \(displayed(detail))\n" }
        if let hint = error.hint { text += "hint: \(displayed(hint))\n" }
        return text
    }

    /// What a terminal shows while the step goes on.
    func beginning(ofStep name: String) -> String { "\(image): \(displayed(name)) ... " }

    func ending(ofStep time: Duration, succeeded: Bool) -> String {
        let mark = succeeded ? colored("✔", "32") : colored("✘", "31")
        return "\(mark) (\(time.shortText))\n"
    }

    private func colored(_ text: String, _ code: String) -> String {
        usesColor ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }
}
