import Foundation
import Glibc
import Testing

@testable import RunUtils

/// What is nobody's to remove, and several at once.
@Suite struct HeldFileConflictTests {
    private let directory: TemporaryDirectory
    private let entry: Entry
    private let content = HeldFile.Content.forTests("db", "running")

    init() throws {
        directory = try TemporaryDirectory()
        entry = try PathWalk.entry(directory("held"))
    }

    private static let ours = HeldFile.Content.forTests("db", "running").bytes.text

    @Test(arguments: [
        "text", "other keys", "one byte", "too large", "too many zeros", "directory", "link", "link to ours",
        "dangling", "pipe",
    ])
    func whatIsForeignIsNeverRemoved(_ kind: String) throws {
        try directory.write("target", HeldFileConflictTests.ours)
        switch kind {
        case "text": try directory.write("held", "precious\n")
        case "other keys": try directory.write("held", "host=b\nimage=a\nboot=c\n")
        case "one byte": try directory.write("held", "x")
        case "too large":
            try directory.write("held", HeldFileConflictTests.ours + String(repeating: "\n", count: 65536))
        case "too many zeros": try directory.write("held", String(repeating: "\0", count: 65537))
        case "directory": try directory.makeDirectory("held")
        case "link": try directory.link("held", to: ".")
        case "link to ours": try directory.link("held", to: "target")
        case "dangling": try directory.link("held", to: "nowhere")
        default: try FileSystem.makePipe(directory("held"))
        }
        let before = directory.status("held")
        guard case .foreign(let status) = try HeldFile.state(entry) else {
            Issue.record("\(try HeldFile.state(entry))")
            return
        }
        #expect(status == before)
        #expect(try Look(HeldFile.removeLeft(entry)) == .foreign)
        #expect(try HeldFile.make(entry, content) == nil)
        try HeldFile.sweep(Entry(directory: entry.directory, name: Bytes("x")))
        #expect(directory.status("held") == before)
        #expect(try directory.names() == ["held", "target"])
    }

    /// At the very limit.
    @Test func aLargeOneOfOurs() throws {
        let fill = String(repeating: "\n", count: 4096 - HeldFileConflictTests.ours.utf8.count)
        try directory.write("held", HeldFileConflictTests.ours + fill)
        #expect(Look(try HeldFile.state(entry)) == .left(content))
    }

    @Test func sweepingTakesOnlyWhatIsLeftOfOurs() throws {
        for name in ["1", "2", "3"] { try directory.write(".held.new-\(name)", HeldFileConflictTests.ours) }
        try directory.write(".held.new-4", "")
        try directory.write(".held.new-5", "precious")
        try directory.makeDirectory(".held.new-6")
        try directory.link(".held.new-7", to: ".held.new-1")
        try directory.write(".held2.new-1", "")
        let living = try #require(
            try HeldFile.make(Entry(directory: entry.directory, name: Bytes(".held.new-8")), content))
        try HeldFile.sweep(entry)
        #expect(
            try directory.names()
                == [".held.new-5", ".held.new-6", ".held.new-7", ".held.new-8", ".held2.new-1"])
        withExtendedLifetime(living) {}
    }

    /// Rounds of two threads that begin together, over nothing or over what somebody left.
    @Test(arguments: [false, true]) func ofTwoThatMakeItAtOnceOneWins(_ isLeft: Bool) throws {
        let path = directory("held")
        for round in 0..<300 {
            if isLeft { try directory.write("held", HeldFileConflictTests.ours) }
            let (made, isToGo) = (Made(), Flag())
            let threads = ["one", "two"].map { name in
                Thread {
                    let content = HeldFile.Content.forTests(name, "running")
                    while !isToGo.value {}
                    made.add(
                        name,
                        Result {
                            let entry = try PathWalk.entry(path)
                            try HeldFile.sweep(entry)
                            return try HeldFile.make(entry, content)
                        })
                }
            }
            for thread in threads { thread.start() }
            isToGo.value = true
            while threads.contains(where: { !$0.isFinished }) { sched_yield() }
            #expect(made.failures.isEmpty)
            #expect(made.files.count == 1, "round \(round)")
            let winner = try #require(made.files.first)
            #expect(Look(try HeldFile.state(entry)) == .held(.forTests(winner.name, "running")))
            winner.file.remove()
            // One that lost may have left a half-made file, moved to and fro by the other's sweep.
            try HeldFile.sweep(entry)
            #expect(try directory.names() == [], "round \(round)")
        }
    }
}

/// What the threads of a test made.
private final class Made: @unchecked Sendable {
    private let lock = NSLock()
    private(set) var files: [(name: String, file: HeldFile)] = []
    private(set) var failures: [any Error] = []

    func add(_ name: String, _ result: Result<HeldFile?, any Error>) {
        lock.withLock {
            switch result {
            case .success(let file?): files.append((name, file))
            case .success(nil): break
            case .failure(let error): failures.append(error)
            }
        }
    }
}
