import Foundation
@testable import ProcessTests

/// What an entrypoint is used for. Not every one offers all of it.
enum Feature: String, CaseIterable, Sendable {
    /// It starts a command.
    case start
    /// It starts a command when it is not PID 1.
    case below
    /// It switches to a user.
    case user
    /// It switches to a user that has an account, with its groups.
    case account
    /// A stop may take a time that is given.
    case grace
    /// It runs programs in /opt/config/init.d first.
    case `init`
    /// A file is there as long as the command runs.
    case semaphore
    /// It waits for such a file.
    case wait
}

/// The entrypoint under test: how it is called for each feature that it offers.
struct Subject: Sendable {
    let name: String
    private let commandLines: [Feature: [String]]

    /// The one that ENTRYPOINT_UNDER_TEST names: by its name in Peers/table, or by command lines as they stand there, such
    /// as `tini -- {command} | below: tini -s -- {command}`. The first of the table, which is ours, by default.
    static let current: Subject = {
        guard let named = ProcessInfo.processInfo.environment["ENTRYPOINT_UNDER_TEST"] else { return table[0] }
        if named.contains("{command}") { return Subject(name: named, fields: fields(named)) }
        guard let found = table.first(where: { $0.name == named }) else {
            fatalError("ENTRYPOINT_UNDER_TEST: \"\(named)\" is neither in Peers/table nor a line with {command}")
        }
        return found
    }()

    private static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    private static let table: [Subject] = {
        let file = directory.appendingPathComponent("Peers/table")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { fatalError("\(file.path) is missing") }
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
            Subject(name: fields($0)[0], fields: Array(fields($0).dropFirst(2)))
        }
    }()

    private static func fields(_ line: some StringProtocol) -> [String] {
        line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private init(name: String, fields: [String]) {
        self.name = name
        let lines = fields.map { field -> (Feature, [String]) in
            var words = field.split(separator: " ").map(String.init)
            let label = Feature.allCases.first { words[0] == "\($0.rawValue):" }
            if label != nil { words.removeFirst() }
            return (label ?? .start, words)
        }
        commandLines = Dictionary(lines) { first, _ in first }
    }

    func offers(_ feature: Feature) -> Bool { commandLines[feature] != nil }

    /// The words that start a command.
    ///
    /// - Parameter values: What stands for `{path}` and the like.
    func words(_ feature: Feature, _ place: Place, _ command: [String], _ values: [String: String] = [:]) -> [String] {
        let isBelow = feature == .start && place == .belowInit
        let words = (isBelow ? commandLines[.below] : nil) ?? commandLines[feature] ?? []
        return words.flatMap { word -> [String] in
            if word == "{command}" { return command }
            let word = values.reduce(word) { $0.replacing("{\($1.key)}", with: $1.value) }
            return [word.hasPrefix("Peers/") ? Subject.directory.appendingPathComponent(word).path : word]
        }
    }
}
