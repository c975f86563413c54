import RunUtils

/// An nginx.conf of an image's user, where something in it is to be said otherwise. Line n stays line n.
extension ConfigurationText {
    /// The text with each file that an `include` names spelled by a function.
    func replacingIncludes(_ path: (String) -> String) -> [UInt8] {
        replacing { statement in
            guard statement.isNamed("include"), let old = statement.argument else { return nil }
            let new = path(old)
            return new.hasSameBytes(as: old) ? nil : "include \"\(new)\";"
        }
    }

    /// The text with the number of worker processes in the place of the one that it has.
    func replacingWorkers(_ count: Int) -> [UInt8] {
        replacing { $0.isNamed("worker_processes") && $0.argument != nil ? "worker_processes \"\(count)\";" : nil }
    }

    /// The text with a site in the place of its include of all sites, of which there are none.
    func replacingSites(by site: String) -> [UInt8] {
        replacing { ConfigurationText.siteSuffix($0).map { _ in site } }
    }

    /// The text with another spelling of directives, for those that have one.
    private func replacing(_ spelling: (Statement) -> String?) -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        for statement in statements where !statement.opensBlock {
            guard let text = spelling(statement) else { continue }
            result += bytes[position..<statement.range.lowerBound] + Array(text.utf8)
            // The lines that it went over.
            let old = bytes[statement.range]
            result += [UInt8](repeating: .newline, count: old.count { $0 == .newline })
            position = statement.range.upperBound
        }
        return result + bytes[position...]
    }

    /// How the names end of which it includes all in /etc/nginx/conf.d, one for each include of them.
    var siteSuffixes: [String] { statements.compactMap { ConfigurationText.siteSuffix($0) } }

    /// - Returns: Nothing for "*"; nil where it does not include all sites.
    private static func siteSuffix(_ statement: Statement) -> String? {
        guard statement.isNamed("include"), let path = statement.argument else { return nil }
        let name = Text.rest(of: path, behind: "\(Layout.sites)/") ?? Text.rest(of: path, behind: "conf.d/")
        return name == "*.conf" ? ".conf" : name == "*" ? "" : nil
    }

    /// The other files that it includes; a name with "*" stands for all of them.
    var otherIncludes: [String] {
        statements.filter { $0.isNamed("include") && ConfigurationText.siteSuffix($0) == nil }.compactMap {
            $0.argument
        }
    }

    /// Whether something in it may listen.
    var hasServers: Bool { statements.contains { $0.isNamed("server") && $0.opensBlock } }

    /// The text with what docker-library's nginx has built in, and Debian's in a module; and, for templates of streams, with the
    /// block that docker-library's script adds.
    ///
    /// - Parameter directory: Where files for streams are; nil where there are none.
    func withStreams(_ directory: FilePath?) -> [UInt8] {
        let hasBlock = directive("stream") != nil
        guard hasBlock || directory != nil else { return bytes }
        var result = bytes
        let loads = statements.contains { statement in
            guard statement.isNamed("load_module") || statement.isNamed("include") else { return false }
            return statement.argument?.matches(pattern: "ngx_stream_module[.]so$|modules-enabled/") ?? false
        }
        if !loads { result = Array("load_module \(Layout.streamModule); ".utf8) + result }
        if !hasBlock, let directory { result += Array("\nstream { include \"\(directory)/*.conf\"; }\n".utf8) }
        return result
    }

    /// What a `daemon` outside of all blocks says; nil where there is none.
    var daemon: String? { directive("daemon")?.argument }
}
