/// A template, or a directory of them, and where its rendered files go.
public struct Rendering: Sendable, CustomStringConvertible {
    /// A file, or a directory.
    public var source: FilePath
    /// The file, or the directory for the files of a directory.
    public var target: FilePath
    /// The owner; nil where the one who renders decides.
    public var owner: Identity?
    /// Who reads it, where it stays the property of the one who renders: a secret is open to this user's group then.
    public var reader: Identity?
    /// The mode; nil for 0400 when a secret went in (0440 with a reader) and 0444 otherwise, with the source's execute bits. What
    /// nothing went into is a copy: where others may not read the source, it is as a secret.
    public var mode: UInt32?
    /// What becomes of the source's content.
    public var content: Content
    /// What the name of a template ends with, which its target's does not; other files are copied. nil where all are templates.
    /// A file with a NUL byte is copied in any case.
    public var suffix: String?
    /// What begins and ends a tag, in four characters such as "<%%>".
    public var delimiters: String

    /// What becomes of a source's content on its way.
    public enum Content: Sendable, CustomStringConvertible {
        /// `{{NAME}}` and its like are filled in.
        case template
        /// It is copied as it is.
        case none
        /// A function makes the new content, for a syntax that is somebody else's. Line n of it comes from line n.
        case function(@Sendable ([UInt8]) throws(RunError) -> [UInt8])

        /// "template", "none" or "function".
        public var description: String {
            switch self {
            case .template: "template"
            case .none: "none"
            case .function: "function"
            }
        }
    }

    /// Declares a rendering.
    public init(
        _ source: FilePath, to target: FilePath, owner: Identity? = nil, mode: UInt32? = nil,
        content: Content = .template, suffix: String? = nil, delimiters: String = "{{}}"
    ) {
        self.source = source
        self.target = target
        self.owner = owner
        self.mode = mode
        self.content = content
        self.suffix = suffix
        self.delimiters = delimiters
    }

    /// "source:target".
    public var description: String { "\(source):\(target)" }

    /// The rendering that "source:target" spells, with its options behind it; nil when it spells none.
    init?(_ text: String) {
        let parts = Bytes(text).pieces(separatedBy: .colon)
        guard parts.count >= 2, !parts[0].isEmpty, parts[1].first == .slash else { return nil }
        self.init(FilePath(bytes: parts[0]), to: FilePath(bytes: parts[1]))
        for option in parts[2...] {
            if option == Bytes("copy") {
                content = .none
            } else if option.starts(with: "suffix="), option.count > 7 {
                suffix = option.from(7).text
            } else if option.starts(with: "delimiters="), Delimiters(option.from(11)) != nil {
                delimiters = option.from(11).text
            } else {
                return nil
            }
        }
    }

    /// Its files, and where they go.
    func files() throws(RunError) -> [Tree.File] {
        try Tree.files(source, to: target, without: Bytes(suffix ?? ""))
    }

    /// Whether one of its files is a template, by its name.
    func isTemplate(_ file: FilePath) -> Bool {
        guard let suffix else { return true }
        return file.without(Bytes(suffix)) != file
    }
}

/// Something that templates know by a name, besides the image's variables.
public struct TemplateValue: Sendable, CustomStringConvertible {
    let name: String
    let value: String?

    /// - Parameters:
    ///   - name: Capital letters, digits and underscores.
    ///   - value: nil where it is not set.
    public init(_ name: String, _ value: String?) {
        self.name = name
        self.value = value
    }

    /// Its name alone, since the value may be a secret.
    public var description: String { name }
}

extension Rendering {
    /// What `init(_:)` expects.
    fileprivate static let expectation =
        "\"source:/target\", with \":suffix=.tmpl\", \":delimiters=<%%>\" or \":copy\" behind it where wanted"
}

extension ValueType where Value == [Rendering] {
    /// "source:target" pairs, separated by commas or white space.
    public static var renderings: ValueType {
        ValueType("a list of \(Rendering.expectation)", absent: []) { text in
            var list: [Rendering] = []
            for word in ValueType<[String]>.list.parse(text) ?? [] {
                guard let rendering = Rendering(word) else { return nil }
                list.append(rendering)
            }
            return list
        }
    }
}

extension ValueType where Value == Rendering {
    /// One "source:target" pair.
    public static var rendering: ValueType {
        ValueType(Rendering.expectation, example: "/opt/config:/run/config") { Rendering($0) }
    }
}
