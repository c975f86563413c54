import RunUtils

/// nginx's command line: what an image's user gives of it, and what the image adds.
struct ServerLine {
    /// `-c FILE`: the configuration, in the place of any other. /etc/nginx/nginx.conf is none: nginx gets a copy of it anyway.
    private(set) var configuration: FilePath?
    /// All other arguments, without `-g`.
    private var others: [String] = []
    /// `-g DIRECTIVES`: nginx takes the last one only.
    private var directives = ""

    /// The image's own arguments alone.
    init() {}

    /// - Parameter words: nginx's arguments, without its name.
    init(_ words: [String]) throws(RunError) {
        var rest = words[...]
        while let word = rest.popFirst() {
            var letters = Array(word.utf8)[...]
            guard letters.count > 1, letters.popFirst() == 45 else {
                others.append(word)
                continue
            }
            // nginx takes several letters as one word; what follows one that needs a value is that.
            while let letter = letters.popFirst() {
                let option = "-" + String(decoding: [letter], as: UTF8.self)
                if Array("?hvVtTq".utf8).contains(letter) {
                    others.append(option)
                    continue
                }
                let value = letters.isEmpty ? rest.popFirst() : String(decoding: letters, as: UTF8.self)
                letters = []
                guard letter == 99 || letter == 103 else {
                    others += [option] + (value.map { [$0] } ?? [])
                    continue
                }
                guard let value else { throw RunError(.usage, "nginx: \(option) needs a value") }
                if letter == 103 {
                    directives = value
                } else {
                    let path = FilePath(value)
                    let file = path.isAbsolute ? path : Layout.files.appending(value)
                    configuration = file.normalized == Layout.ownConfiguration ? nil : file
                }
            }
        }
    }

    /// The arguments for an nginx that ends at once.
    var words: [String] {
        var words = others
        if let configuration { words += ["-c", configuration.description] }
        return directives.utf8.isEmpty ? words : words + ["-g", directives]
    }

    /// Whether nginx only looks at its configuration.
    var checks: Bool { others.contains { ["-t", "-T"].contains($0) } }
    /// Whether it only tells the one that runs something.
    var signals: Bool { others.contains { $0 == "-s" } }

    /// Whether it is the running server that is to read its configuration again.
    var reloads: Bool {
        others.count == 2 && others[0].hasSameBytes(as: "-s") && others[1].hasSameBytes(as: "reload")
    }
    /// What `-g` says of `daemon`.
    var daemon: String? { ConfigurationText(directives + ";").daemon }

    /// Whether nginx would end at once, so that there is no service.
    var endsAtOnce: Bool { others.contains { ["-h", "-?", "-v", "-V", "-t", "-T", "-s", "-q"].contains($0) } }

    /// What nginx gets besides its configuration: in the foreground, whatever an image's user says of it.
    ///
    /// - Parameter saysDaemon: Whether the configuration has a directive of its own for that.
    func arguments(saysDaemon: Bool = false) -> [String] {
        others + ["-g", saysDaemon || daemon != nil ? directives : directives + " daemon off;"]
    }
}
