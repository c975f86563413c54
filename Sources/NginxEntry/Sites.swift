import RunUtils

/// Where the templates of docker-library's image go. They are root's, in /etc/nginx. A container that starts as a user who may not
/// write there has directories of its own, with links to what is there besides.
enum Sites {
    static func directory(_ context: Context) throws(RunError) -> FilePath {
        try place(context[Nginx.outputDirectory], Layout.sites, Layout.ownSites, context)
    }

    static func streamDirectory(_ context: Context) throws(RunError) -> FilePath {
        try place(context[Nginx.streamOutputDirectory], Layout.streams, Layout.ownStreams, context)
    }

    private static func place(
        _ directory: FilePath, _ usual: FilePath, _ own: FilePath, _ context: Context
    ) throws(RunError) -> FilePath {
        // Paths are compared by their bytes from here on.
        let directory = directory.normalized
        if directory != usual || context.accounts.isRoot || context.files.isWritable(directory) { return directory }
        return try EnvironmentTemplates.names(context).isEmpty ? directory : own
    }

    /// Whether sites are read from a directory of this user's own.
    static func areOwn(_ context: Context) throws(RunError) -> Bool { try directory(context) == Layout.ownSites }

    /// What an absolute path of a configuration means then.
    static func ownPath(_ path: String) -> String {
        for (directory, own) in [(Layout.sites, Layout.ownSites), (Layout.streams, Layout.ownStreams)] {
            if let rest = Text.rest(of: path, behind: "\(directory)/") { return own.appending(rest).description }
        }
        return path
    }

    /// Lays out the directories of this user's own.
    static func prepare(_ context: Context) throws(RunError) {
        guard try areOwn(context) else { return }
        for (directory, own) in [(Layout.sites, Layout.ownSites), (Layout.streams, Layout.ownStreams)] {
            // As long as there were no templates it was a link to what is there, as others in that directory are.
            if try context.files.kind(of: own) == .link { try context.files.removeFile(own) }
            try context.files.ensureDirectory(own)
            try link(directory, into: own, context)
        }
    }

    /// Links what is in a directory into another, where nothing has the name. Links to what is gone go.
    static func link(_ directory: FilePath, into other: FilePath, _ context: Context) throws(RunError) {
        guard try context.files.kind(of: directory, followsLinks: true) == .directory else { return }
        for name in try context.files.names(in: other) {
            let place = other.appending(name)
            if try context.files.kind(of: place) == .link, try context.files.kind(of: place, followsLinks: true) == nil
            {
                try context.files.removeFile(place)
            }
        }
        for name in try context.files.names(in: directory) where other.appending(name) != Layout.configuration {
            let place = other.appending(name)
            if try context.files.kind(of: place) == nil { try context.files.link(place, to: directory.appending(name)) }
        }
    }
}
