/// What is at a path.
public enum FileKind: Sendable, CustomStringConvertible {
    /// A plain file.
    case file
    /// A directory.
    case directory
    /// A symbolic link.
    case link
    /// A socket, a pipe or a device.
    case other

    /// In one word.
    public var description: String {
        switch self {
        case .file: "file"
        case .directory: "directory"
        case .link: "link"
        case .other: "other"
        }
    }
}
