import Foundation
import PackagePlugin

/// `swift package build-image`: scripts/build-image on the package.
@main struct BuildImage: CommandPlugin {
    func performCommand(context: PluginContext, arguments: [String]) throws {
        let library = URL(filePath: #filePath).appending(path: "../../..").standardized
        // The toolchain that runs this is the one that builds.
        let toolchain = try context.tool(named: "swift").url.deletingLastPathComponent().path(percentEncoded: false)
        let script = Process()
        script.executableURL = library.appending(path: "scripts/build-image")
        script.arguments = arguments
        script.currentDirectoryURL = context.package.directoryURL
        let environment = ProcessInfo.processInfo.environment
        script.environment = environment.merging(["PATH": "\(toolchain):\(environment["PATH"] ?? "")"]) { $1 }
        try script.run()
        script.waitUntilExit()
        let status = script.terminationStatus
        if status != 0 { exit(script.terminationReason == .uncaughtSignal ? 128 + status : status) }
    }
}
