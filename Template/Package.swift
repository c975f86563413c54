// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "sample",
    dependencies: [.package(name: "RunUtils", path: "..")],
    targets: [
        .executableTarget(name: "sample-entry", dependencies: ["RunUtils"], path: "Sources/SampleEntry"),
        .testTarget(name: "SampleTests", dependencies: ["sample-entry", "RunUtils"]),
    ])
