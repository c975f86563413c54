// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target: mistakes that the compiler can see are errors.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// Sources also compile as Embedded Swift; tests need not.
let sources = strict + [.treatWarning("EmbeddedRestrictions", as: .error)]

func entry(_ name: String) -> Target {
    .executableTarget(name: name, dependencies: ["RunUtils"], swiftSettings: sources)
}

let package = Package(
    name: "RunUtils",
    products: [
        .library(name: "RunUtils", targets: ["RunUtils"]),
        .executable(name: "base-entry", targets: ["BaseEntry"]),
        .executable(name: "postgres-entry", targets: ["PostgresEntry"]),
        .executable(name: "nginx-entry", targets: ["NginxEntry"]),
        .executable(name: "callback-entry", targets: ["CallbackEntry"]),
        .plugin(name: "BuildImage", targets: ["BuildImage"]),
        .plugin(name: "NewImage", targets: ["NewImage"]),
    ],
    targets: [
        .target(name: "CRunUtils"),
        .target(name: "RunUtils", dependencies: ["CRunUtils"], swiftSettings: sources),
        entry("BaseEntry"),
        entry("PostgresEntry"),
        entry("NginxEntry"),
        // Both only run a script of the library's. Linux has no sandbox for plugins, so what need not be asked is not.
        .plugin(
            name: "BuildImage",
            capability: .command(
                intent: .custom(
                    verb: "build-image", description: "Build an executable as Embedded Swift, and its container image"))
        ),
        .plugin(
            name: "NewImage",
            capability: .command(
                intent: .custom(verb: "new-image", description: "Add a container image to the package"),
                permissions: [.writeToPackageDirectory(reason: "The image's sources, tests and Dockerfile are added.")])
        ),
        // An image whose waitfunc and initfunc do what the process tests ask for.
        .executableTarget(
            name: "CallbackEntry", dependencies: ["RunUtils"], path: "Tests/CallbackEntry", swiftSettings: sources),
        // What several kinds of tests need; a target of tests, so that no other build compiles it.
        .testTarget(name: "TestSupport", path: "Tests/Support", swiftSettings: strict),
        // Pure decisions, in-process.
        .testTarget(
            name: "RunUtilsTests", dependencies: ["RunUtils", "BaseEntry", "TestSupport"], swiftSettings: strict),
        // The executables as processes of their own, with real signals, users and mounts.
        .testTarget(name: "ProcessTests", dependencies: ["RunUtils", "TestSupport"], swiftSettings: strict),
        // What any entrypoint should do, asked of ours or of the one that ENTRYPOINT_UNDER_TEST names.
        .testTarget(
            name: "Conformance", dependencies: ["ProcessTests", "TestSupport"], exclude: ["Peers"],
            swiftSettings: strict),
        // What the postgres image decides itself, in-process.
        .testTarget(name: "PostgresTests", dependencies: ["PostgresEntry", "TestSupport"], swiftSettings: strict),
        // What the nginx image decides itself, in-process.
        .testTarget(name: "NginxTests", dependencies: ["NginxEntry", "TestSupport"], swiftSettings: strict),
        // The images, by podman.
        .testTarget(name: "ImageTests", dependencies: ["TestSupport"], swiftSettings: strict),
        // Attackers in real containers and namespaces: whom root must not trust.
        .testTarget(
            name: "AttackTests", dependencies: ["PostgresEntry", "ProcessTests", "ImageTests", "TestSupport"],
            swiftSettings: strict),
    ]
)
