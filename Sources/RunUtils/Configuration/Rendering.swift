/// A template, or a directory of them, and where its rendered files go.
public struct Rendering: Sendable, CustomStringConvertible {
    /// A file, or a directory whose files are all templates.
    public var source: FilePath
    /// The file, or the directory for the files of a directory.
    public var target: FilePath
    /// The owner; nil where the one who renders decides.
    public var owner: Identity?
    /// Who reads it, where it stays the property of the one who renders: a secret is open to this user's group then.
    public var reader: Identity?
    /// The mode; nil for 0400 when a secret went in (0440 with a reader) and 0444 otherwise, with the source's execute bits.
    public var mode: UInt32?
    /// What becomes of the source's content.
    public var content: Content

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
        content: Content = .template
    ) {
        self.source = source
        self.target = target
        self.owner = owner
        self.mode = mode
        self.content = content
    }

    /// "source:target".
    public var description: String { "\(source):\(target)" }

    /// The rendering that "source:target" spells; nil when it spells none.
    init?(_ text: String) {
        let parts = Bytes(text).pieces(separatedBy: .colon)
        guard parts.count == 2, !parts[0].isEmpty, parts[1].first == .slash else { return nil }
        self.init(FilePath(bytes: parts[0]), to: FilePath(bytes: parts[1]))
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

extension ValueType where Value == [Rendering] {
    /// "source:target" pairs, separated by commas or white space.
    public static var renderings: ValueType {
        ValueType("a list of \"source:/target\"", absent: []) { text in
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
        ValueType("\"source:/target\"", example: "/opt/config:/run/config") { Rendering($0) }
    }
}
