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

/// Sources also compile as Embedded Swift.
let sources = strict + [.treatWarning("EmbeddedRestrictions", as: .error)]

let package = Package(
    name: "RunUtils",
    products: [
        .library(name: "RunUtils", targets: ["RunUtils"]),
    ],
    targets: [
        .target(name: "CRunUtils"),
        .target(name: "RunUtils", dependencies: ["CRunUtils"], swiftSettings: sources),
    ]
)
