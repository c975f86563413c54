import Foundation
import Testing

/// The C of the library with the sanitizers of addresses and of undefined behaviour, by the programs of Tests/programs. They
/// print the seed when something is wrong.
@Suite(.limited) struct SanitizerTests {
    private static let package = {
        var package = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { package.deleteLastPathComponent() }
        return package
    }()

    private static let sources = package.appendingPathComponent("Sources/CRunUtils").path

    /// The source of a program in Tests/programs.
    static func program(_ name: String) -> String { package.appendingPathComponent("Tests/programs/\(name).c").path }

    private static func build(_ name: String, _ arguments: [String]) throws -> String {
        let options = [
            "-g", "-O1", "-Wall", "-Wextra", "-Werror", "-Wno-unused-result", "-fuse-ld=lld",
            "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-I", "\(sources)/include",
        ]
        return try Helper.compile(name, by: ["clang"] + options + arguments + [program(name)])
    }

    /// The allocator alone, beside that of the sanitizers.
    private static let allocator = Result {
        try build("allocator", ["-DRU_TEST_ALLOCATOR", "-fno-builtin"])
    }

    /// All of it, with the allocator of the sanitizers.
    private static let helpers = Result {
        let names = try FileManager.default.contentsOfDirectory(atPath: sources).filter { $0.hasSuffix(".c") }
        return try build("helpers", names.map { "\(sources)/\($0)" })
    }

    private func run(_ words: [String]) async throws {
        let result = try await finish(Running(words, environment: ["PATH": Entry.path]))
        #expect(result.status == 0, "\(result.errors)")
    }

    /// With pages of 4, 16 and 64 KiB: contents, alignment, what is given back, sizes that cannot be had, no memory.
    @Test(arguments: 1...3)
    func blocksKeepWhatIsInThem(_ seed: Int) async throws {
        try await run([Self.allocator.get(), "\(seed)", "3000"])
    }

    @Test(arguments: 1...2)
    func nothingIsReadOrWrittenBeside(_ seed: Int) async throws { try await run([Self.helpers.get(), "\(seed)"]) }
}
