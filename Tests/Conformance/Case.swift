import Foundation
import Glibc
import Testing

@testable import ProcessTests

/// Something that a good entrypoint does.
struct Case: Sendable {
    /// It, in a sentence about the entrypoint or the program that it starts.
    let sentence: String
    let places: [Place]
    /// What the entrypoint must offer for it.
    let features: [Feature]
    /// Throws when the entrypoint does otherwise.
    let body: @Sendable (Trial) async throws -> Void

    init(
        _ sentence: String, in places: [Place] = Place.allCases, needs features: [Feature] = [.start],
        _ body: @escaping @Sendable (Trial) async throws -> Void
    ) {
        self.sentence = sentence
        self.places = places
        self.features = features
        self.body = body
    }

    static let all =
        exitStatuses + signals + stops + inheritance + remains + users + terminals + startUp
}

/// A case in one of its places, with the entrypoint under test.
struct Trial: Sendable, CustomTestStringConvertible {
    let number: Int
    let item: Case
    let place: Place

    static let all = Case.all.flatMap { item in item.places.map { (item, $0) } }.enumerated().map {
        Trial(number: $0.offset, item: $0.element.0, place: $0.element.1)
    }

    var testDescription: String { "\(Subject.current.name): \(item.sentence), \(place.testDescription)" }

    func words(_ command: [String], _ feature: Feature = .start, _ values: [String: String] = [:]) -> [String] {
        Subject.current.words(feature, place, command, values)
    }

    /// Lets the entrypoint run a command to its end.
    func run(
        _ command: [String], _ feature: Feature = .start, _ values: [String: String] = [:], setup: String = ":",
        wrapper: [String] = []
    ) async throws -> Finished {
        try await Entry.run(words(command, feature, values), [:], place, setup: setup, wrapper: wrapper)
    }

    /// Lets the entrypoint start a command, and ends it behind `body`.
    func with(
        _ command: [String], _ feature: Feature = .start, _ values: [String: String] = [:], setup: String = ":",
        wrapper: [String] = [], terminal: Pty? = nil, _ body: (Entry) async throws -> Void
    ) async throws {
        try await Entry.with(
            words(command, feature, values), [:], place, setup: setup, wrapper: wrapper, terminal: terminal, body)
    }
}

/// Fails the case unless it is as it should be.
func demand(_ holds: Bool, _ otherwise: @autoclosure () -> String) throws {
    if !holds { throw ProcessFailure(description: otherwise()) }
}

func demand<Value: Equatable>(_ what: String, _ value: Value, is expected: Value) throws {
    try demand(value == expected, "\(what): \(value) instead of \(expected)")
}

/// How a trial went. CONFORMANCE_RESULTS names a file that gets a line for each, which scripts/conformance reads.
enum Outcome: String {
    case passed, failed
    case notOffered = "not offered"

    func record(_ trial: Trial, reason: String = "") {
        guard let path = ProcessInfo.processInfo.environment["CONFORMANCE_RESULTS"] else { return }
        let fields = [
            "\(trial.number)", rawValue, trial.item.sentence, trial.place.testDescription,
            reason.split { $0.isNewline }.joined(separator: " / "),
        ]
        let line = Array((fields.joined(separator: "\t") + "\n").utf8)
        let file = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        defer { close(file) }
        guard unsafe write(file, line, line.count) == line.count else { fatalError("\(path): errno \(errno)") }
    }
}

@Suite(.limited) struct EntrypointTests {
    @Test(arguments: Trial.all)
    func conforms(_ trial: Trial) async throws {
        guard trial.item.features.allSatisfy({ Subject.current.offers($0) }) else {
            Outcome.notOffered.record(trial)
            try Test.cancel("not offered")
        }
        do { try await trial.item.body(trial) } catch {
            Outcome.failed.record(trial, reason: "\(error)")
            throw error
        }
        Outcome.passed.record(trial)
    }
}
