// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Demo",
    dependencies: [.package(name: "RunUtils", path: "..")],
    targets: [
        .executableTarget(name: "demo-entry", dependencies: ["RunUtils"], path: "Sources/DemoEntry"),
        // With Foundation, as ordinary Swift: swift build --static-swift-stdlib --product report-entry
        .executableTarget(name: "report-entry", dependencies: ["RunUtils"], path: "Sources/FoundationEntry"),
        .testTarget(name: "DemoTests", dependencies: ["demo-entry", "RunUtils"]),
    ])
