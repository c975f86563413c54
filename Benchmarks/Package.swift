// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]

let package = Package(
    name: "Benchmarks",
    targets: [
        .executableTarget(name: "Bench", swiftSettings: settings),
        .testTarget(name: "BenchTests", dependencies: ["Bench"], swiftSettings: settings),
    ])
