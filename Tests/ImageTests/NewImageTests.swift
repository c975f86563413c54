import Foundation
import Testing

/// What scripts/new-image and scripts/build-image refuse, and what depends on how they are called. scripts/tutorial makes a package,
/// tests it, builds it and runs its image.
@Suite struct NewImageTests {
    private let directory: Scratch
    private let library = Podman.root.path(percentEncoded: false)

    init() throws { directory = try Scratch() }

    /// Runs a script of the library's, or any program, in a directory of the test's.
    private func run(_ words: [String], in place: String = "") async throws -> Outcome {
        try await Podman.host(["env", "-C", directory[place]] + words)
    }

    private func succeed(_ words: [String], in place: String = "") async throws -> Outcome {
        let outcome = try await run(words, in: place)
        try #require(outcome.status == 0, "\(words): \(outcome.text)")
        return outcome
    }

    @Test(arguments: [
        (["redis"], "1 words; expected: new-image NAME DIRECTORY [--url URL --version VERSION]"),
        (["Redis", "image"], "\"Redis\" cannot be the image's name; expected up to 32 letters a to z, digits, and"),
        (["7zip", "image"], "\"7zip\" cannot be the image's name"),
        (["a--b", "image"], "\"a--b\" cannot be the image's name"),
        (["root", "image"], "\"root\" cannot be the image's name"),
        ([String(repeating: "a", count: 33), "image"], "cannot be the image's name"),
        (
            ["nginx", "image"],
            "\"nginx\": RunUtils has a nginx-entry of its own; expected another name, such as my-nginx"
        ),
        (["redis", "image", "--url", "https://example.org/RunUtils"], "--url and --version belong together"),
        (["redis", "image", "--version", "1.0.0"], "--url and --version belong together"),
        (["redis", "image", "--url"], "--url: no value"),
        (["redis", "image", "--url", "https://a/b", "--version", "1.0"], "--version \"1.0\": not like 1.0.0"),
        (["redis", "image", "--force"], "\"--force\" is not known"),
        (
            ["redis", "RunUtils", "--url", "https://example.org/runutils.git", "--version", "1.0.0"],
            "/RunUtils is called as RunUtils' own directory is; expected another name, such as redis-image"
        ),
        (["redis", "there"], "/there/images/redis/Dockerfile exists; expected a directory without it"),
        (["redis", "foreign"], "/foreign/Package.swift does not use RunUtils; expected a dependency on it"),
    ])
    func whatIsRefused(_ words: [String], _ message: String) async throws {
        try directory.write("there/images/redis/Dockerfile", "FROM scratch\n")
        try directory.write("foreign/Package.swift", "// swift-tools-version: 6.2\n")
        let outcome = try await run(["\(library)/scripts/new-image"] + words)
        #expect(outcome.status == (outcome.errors.contains("expected: new-image") ? 64 : 1))
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        // One line, and nothing is made.
        #expect(outcome.errors.split(separator: "\n").count == 1)
        #expect(!directory.exists("image") && !directory.exists("there/Package.swift"))
        #expect(try directory.read("there/images/redis/Dockerfile") == "FROM scratch\n")
    }

    /// The library by its URL: a name of the package's own, and a build inside that fetches it.
    @Test func aDependencyByURL() async throws {
        let words = ["redis", "image", "--url", "https://example.org/fork.git", "--version", "1.2.3"]
        _ = try await succeed(["\(library)/scripts/new-image"] + words)
        let package = try directory.read("image/Package.swift")
        #expect(package.contains(".package(url: \"https://example.org/fork.git\", from: \"1.2.3\")"), "\(package)")
        #expect(package.contains("dependencies: [.product(name: \"RunUtils\", package: \"fork\")], path"), "\(package)")
        #expect(try !directory.read("image/swift.Dockerfile").contains("runutils"))
        #expect(try !directory.read("image/README.md").contains("--build-context"))
        // It is what the package manager reads.
        let dump = try await succeed(["swift", "package", "dump-package"], in: "image")
        #expect(dump.output.contains("https://example.org/fork.git"))
    }

    /// Where the targets stand in another form, what to write is said.
    @Test func aPackageOfAnotherForm() async throws {
        let text = "// RunUtils\nlet package = Package(name: \"a\", targets: targets)\n"
        try directory.write("image/Package.swift", text)
        let outcome = try await succeed(["\(library)/scripts/new-image", "redis", "image"])
        #expect(outcome.output.contains("Add to the targets in Package.swift:\n        .executableTarget("))
        #expect(try directory.read("image/Package.swift") == text)
        #expect(directory.exists("image/images/redis/Dockerfile") && !directory.exists("image/README.md"))
    }

    @Test(arguments: [
        (["--product"], "--product: expected a value"),
        (["--fast"], "\"--fast\" is not known; expected an option of build-image --help"),
        (["--product", "a-entry", "--arch", "sparc"], "--arch \"sparc\": expected x86_64 or aarch64"),
        ([], "--product: expected, as images/ has not just one folder with a Dockerfile"),
        (["--product", "b-entry"], "images/b: not found; expected the directory of the Dockerfile (--context)"),
        (["--product", "a-entry", "--engine", "lxc"], "ENGINE=\"lxc\": expected podman or docker"),
        (["--product", "a-entry", "--context", "."], "./Dockerfile: not found; expected the image's"),
    ])
    func whatIsNotBuilt(_ words: [String], _ message: String) async throws {
        try directory.write("Package.swift", "// swift-tools-version: 6.2\n")
        for name in ["a", "c"] { try directory.write("images/\(name)/Dockerfile", "FROM scratch\n") }
        let outcome = try await run(["\(library)/scripts/build-image"] + words)
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }

    /// A toolchain without what is needed is named before anything is compiled.
    @Test func aToolchainThatCannotBuildIt() async throws {
        try directory.write("Package.swift", "// swift-tools-version: 6.2\n")
        try directory.write("images/a/Dockerfile", "FROM scratch\n")
        let told = "\"runtimeResourcePath\": \"\(directory["toolchain"])/usr/lib/swift\""
        try directory.write("toolchain/usr/bin/swiftc", "#!/bin/sh\necho '\(told)'\n", mode: 0o755)
        let path = "PATH=\(directory["toolchain/usr/bin"]):/usr/bin:/bin"
        let outcome = try await run(["env", path, "\(library)/scripts/build-image", "--no-image"])
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.contains("the toolchain has no Embedded modules for it (\(directory["toolchain"])/usr/lib/"))
    }
}
