// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Demo",
    dependencies: [.package(name: "RunUtils", path: "..")],
    targets: [
        .executableTarget(name: "demo-entry", dependencies: ["RunUtils"], path: "Sources/DemoEntry"),
        .testTarget(name: "DemoTests", dependencies: ["demo-entry", "RunUtils"]),
    ])
