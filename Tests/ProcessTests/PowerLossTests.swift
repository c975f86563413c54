import Foundation
import Glibc
import Testing

/// A kill at every system call, as a loss of power is one: what is there afterwards is old or new, and the next start
/// finds its way.
@Suite(.limited) struct PowerLossTests {
    @Test(arguments: [true, false])
    func atEverySystemCall(_ hasOld: Bool) async throws {
        let calls = try await upFrom { number in
            let rendered = try Rendered(hasOld: hasOld)
            let killed = try await start(rendered, try Faults.kill(at: number))
            let found = rendered.look()
            #expect(found.broken == [], "at call \(number)")
            #expect(!rendered.isUp, "at call \(number)")
            if killed.status != Faults.killed { #expect(killed.status == 0, "\(killed.errors)") }
            let next = try await start(rendered, try Faults.kill(at: .max))
            #expect(next.status == 0, "after call \(number): \(next.errors)")
            #expect(rendered.look().new.count == 3, "after call \(number)")
            #expect(rendered.names == Rendered.finalNames, "after call \(number)")
            return killed.status == Faults.killed
        }
        print("killed at each of \(calls - 1) system calls")
        #expect(calls > 60)
    }

    private func start(_ rendered: Rendered, _ wrapper: [String]) async throws -> Finished {
        try await finish(Running(wrapper + rendered.command, environment: rendered.environment))
    }
}
