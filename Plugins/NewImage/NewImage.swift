import Foundation
import PackagePlugin

/// `swift package new-image NAME`: scripts/new-image on the package.
@main struct NewImage: CommandPlugin {
    func performCommand(context: PluginContext, arguments: [String]) throws {
        guard arguments.count == 1, arguments[0] == "--help" || !arguments[0].hasPrefix("-") else {
            Diagnostics.error("expected: swift package new-image NAME")
            exit(64)
        }
        let library = URL(filePath: #filePath).appending(path: "../../..").standardized
        let script = Process()
        script.executableURL = library.appending(path: "scripts/new-image")
        script.arguments = arguments + [context.package.directoryURL.path(percentEncoded: false)]
        try script.run()
        script.waitUntilExit()
        let status = script.terminationStatus
        if status != 0 { exit(script.terminationReason == .uncaughtSignal ? 128 + status : status) }
    }
}
