/// Versions, as `--version` tells them.
package enum Version {
    /// That of the library and of the images that come with it. This is the one place that says it.
    package static var library: String { "1.0.0" }

    /// - Parameters:
    ///   - version: The image's own.
    ///   - commit: Of its executable, as " (0123456789abcdef)"; empty where it is not known.
    static func text(_ name: String, _ version: String?, commit: String) -> String {
        var image = name
        if let version { image += " " + version }
        return image + commit + "\nRunUtils " + library + "\n"
    }
}
