import RunUtils

/// What pg_control of a data directory holds, as pg_controldata(1) tells it.
struct ControlData {
    private let text: String

    init(_ text: String) { self.text = text }

    /// The one of a data directory; without any value where it cannot be read.
    init(of directory: FilePath, _ context: Context, _ identity: Identity?) throws(RunError) {
        var program = Program(["pg_controldata", "-D", directory.description])
        program.set("LC_ALL", to: "C")
        text = try context.run(program, as: identity, output: .captured, mayFail: true).output
    }

    /// Which cluster it is: a number that initdb gives each.
    var system: String? { value("Database system identifier") }

    /// Whether the server ended as in a crash: what unlogged tables hold is lost then.
    ///
    /// - Parameter system: The cluster that is meant. A script may have put another one there, such as a copy of a primary's.
    func isCrashed(_ system: String) -> Bool {
        guard let own = self.system, own.hasSameBytes(as: system) else { return false }
        let state = value("Database cluster state") ?? ""
        return state != "shut down" && state != "shut down in recovery"
    }

    /// The value in a line "name:   value".
    private func value(_ name: String) -> String? {
        for line in Text.lines(text) {
            if let rest = Text.rest(of: line, behind: "\(name):") { return Text.words(rest).joined(separator: " ") }
        }
        return nil
    }
}
