import Foundation
import PackagePlugin

/// `swift package new-image NAME`: scripts/new-image on the package.
@main struct NewImage: CommandPlugin {
    func performCommand(context: PluginContext, arguments: [String]) throws {
        let library = URL(filePath: #filePath).appending(path: "../../..").standardized
        let script = Process()
        script.executableURL = library.appending(path: "scripts/new-image")
        script.arguments = arguments + [context.package.directoryURL.path(percentEncoded: false)]
        try script.run()
        script.waitUntilExit()
        if script.terminationStatus != 0 { exit(script.terminationStatus) }
    }
}
