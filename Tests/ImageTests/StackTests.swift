import Foundation
import Testing

/// The whole stack starts in the right order by itself, and comes back after every kill.
@Suite(.serialized) struct StackTests {
    /// Twenty times from nothing, with the containers started in a random order.
    @Test(arguments: [Seed.ofThisRun])
    func comesUpInOrder(_ seed: Seed) async throws {
        let runs = 20
        try await withThrowingTaskGroup(of: Void.self) { group in
            for run in 0..<runs {
                if run >= 3 { try await group.next() }
                group.addTask { try await StackTests.oneStart(SplitMix(seed: seed.value &+ UInt64(run))) }
            }
            try await group.waitForAll()
        }
        print("the stack came up in order \(runs) times of \(runs)")
    }

    private static func oneStart(_ random: SplitMix) async throws {
        var random = random
        let stack = try Stack()
        let order = Stack.parts.shuffled(using: &random)
        for part in order { try await stack.start(part) }
        try await stack.allUp()
        for part in Stack.parts { try expectOrder(stack, part, "started as \(order)") }
        for part in Stack.parts {
            try await stack.hasSaid(part, "ready in")
            #expect(try stack.occurrences(of: "ready in", part) == 1)
            // Who was started before the one it waits for has waited.
            guard let dependency = part.dependency,
                order.first(where: { $0.name == part.name || $0.name == dependency })?.name == part.name
            else { continue }
            let waited = try stack.occurrences(
                of: "waiting for semaphore:/opt/data/semaphores/\(dependency)", part)
            #expect(waited == 1, "started as \(order)")
        }
        let page = try await stack.page()
        #expect(page.status == "200")
        expectListed(page.body)
    }

    /// Who waits for a part has come up behind it.
    private static func expectOrder(_ stack: Stack, _ dependency: Stack.Part, _ moment: String) throws {
        for part in Stack.parts where part.dependency == dependency.name {
            let first = try #require(try stack.semaphore(dependency))
            let second = try #require(try stack.semaphore(part))
            #expect(first.since <= second.since, "\(part) came before \(dependency), \(moment)")
            #expect(first.written < second.written, "\(part) came before \(dependency), \(moment)")
        }
    }

    /// The page lists the parts in their order.
    private static func expectListed(_ page: String) {
        let places = Stack.parts.map { page.range(of: "<th scope=\"row\">\($0)</th>")?.lowerBound }
        #expect(places.allSatisfy { $0 != nil })
        #expect(places.compactMap { $0 } == places.compactMap { $0 }.sorted(), "\(page)")
    }

    /// A part is killed at a random moment, between its start and some time behind that of the whole stack. As long as it is
    /// gone, who waits for it does not start, though its semaphore may be there still.
    @Test(arguments: Stack.parts.dropLast(), [Seed.ofThisRun])
    func nobodyStartsOnAStaleSemaphore(_ part: Stack.Part, _ seed: Seed) async throws {
        var random = seed.generator
        let rounds = 8
        let stack = try Stack()
        for part in Stack.parts { try await stack.start(part) }
        try await stack.allUp()
        let dependents = Stack.parts.filter { $0.dependency == part.name }
        let target = "semaphore:/opt/data/semaphores/\(part)"
        var whole = Duration.seconds(1)
        var stale = 0
        for round in 0..<rounds {
            try await Task.sleep(for: whole * Double.random(in: 0...1.5, using: &random))
            try await stack.kill(part)
            let isLeft = try stack.semaphore(part) != nil
            if isLeft { stale += 1 }
            for dependent in dependents {
                try await stack.kill(dependent)
                let waits = try stack.occurrences(of: "waiting for \(target)", dependent)
                let finds = try stack.occurrences(of: "\(target) is stale", dependent)
                try await stack.startAgain(dependent)
                try await stack.hasSaid(dependent, "waiting for \(target)", moreThan: waits)
                if isLeft { try await stack.hasSaid(dependent, "\(target) is stale", moreThan: finds) }
                #expect(try !stack.isUp(dependent), "round \(round)")
            }
            let start = ContinuousClock.now
            try await stack.startAgain(part)
            // Every other kill hits a stack that is coming up.
            if round % 2 == 0 { continue }
            try await stack.allUp()
            whole = ContinuousClock.now - start
            try StackTests.expectOrder(stack, part, "round \(round), after a kill of \(part)")
            _ = try await stack.page(status: 200)
        }
        #expect(stale > 0)
        print("\(part) was killed \(rounds) times, and left its semaphore \(stale) times")
    }

    /// Without a hand on it: the engine starts again what is killed, and the rest goes on.
    @Test(arguments: [Seed.ofThisRun])
    func thePageComesBack(_ seed: Seed) async throws {
        var random = seed.generator
        let stack = try Stack()
        for part in Stack.parts.shuffled(using: &random) {
            try await stack.start(part, ["--restart", "unless-stopped"])
        }
        try await stack.allUp()
        for part in Stack.parts.shuffled(using: &random) {
            let count = try stack.occurrences(of: "ready in", part)
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...500, using: &random)))
            try await stack.crash(part)
            try await stack.hasSaid(part, "ready in", moreThan: count)
            try await stack.allUp()
            _ = try await stack.page(status: 200)
        }
        // And meanwhile it says what is missing.
        let postgres = Stack.parts[0]
        let visits = try StackTests.visits(try await stack.page(status: 200))
        try await stack.kill(postgres)
        let page = try await stack.page(status: 503)
        #expect(page.contains("The database is away"))
        #expect(page.contains("<span class=\"down\">gone</span>"), "\(page)")
        try await stack.startAgain(postgres)
        #expect(try StackTests.visits(try await stack.page(status: 200)) == visits + 1)
    }

    private static func visits(_ page: String) throws -> Int {
        let match = try #require(page.firstMatch(of: /<strong id="count">([0-9]+)</))
        return try #require(Int(match.1))
    }
}
