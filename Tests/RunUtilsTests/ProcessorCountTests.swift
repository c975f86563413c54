import Testing

@testable import RunUtils

@Suite struct ProcessorCountTests {
    @Test(arguments: [
        (8, [], 8), (8, ["max 100000"], 8), (8, ["200000 100000"], 2), (8, ["150000 100000"], 2),
        (8, ["50000 100000"], 1), (8, ["1000 100000"], 1), (2, ["400000 100000"], 2), (0, [], 1),
        (8, ["", "-1 100000"], 8), (8, ["", "300000 100000"], 3), (8, ["0 0"], 8), (8, ["x y"], 8), (8, ["1 2 3"], 8),
    ])
    func counts(_ affinity: Int, _ quotas: [String], _ expected: Int) {
        #expect(ProcessorCount.count(affinity: affinity, quotas: quotas.map { Bytes($0) }) == expected)
    }

    @Test func thisMachineHasSome() {
        #expect(ProcessorCount.current() >= 1)
    }
}
