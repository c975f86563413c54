import CRunUtils

// The only calls that take a path of several components as it is, but for `Inotify.watch`, ru_connect_unix, whose peer is asked who it
// is, and ru_open_without_links, which no link leads elsewhere. Somebody who can change a directory on the way decides where such a call
// leads, so these look, or go to places that only root can change. What reads data, writes, makes or removes goes by `PathWalk` and
// `DirectoryHandle`.

extension FileStatus {
    /// The status of the file at a path, or nil when there is none. A look: by the time of the next call it may be another one.
    ///
    /// - Parameter following: Whether a symbolic link at the end stands for its target.
    static func at(_ path: FilePath, following: Bool = true) throws(Errno) -> FileStatus? {
        var raw = stat()
        do {
            try attempt {
                (following ? path : path.entry).withCString { unsafe following ? stat($0, &raw) : lstat($0, &raw) }
            }
        } catch {
            if error == .noSuchFile || error == .notDirectory { return nil }
            throw error
        }
        return FileStatus(raw)
    }
}

/// Questions about this process's rights (access(2)).
enum Access {
    static func isExecutable(_ path: FilePath) -> Bool { (try? mayExecute(path)) ?? false }

    /// - Throws: Why nobody can say.
    static func mayExecute(_ path: FilePath) throws(Errno) -> Bool {
        do { try attempt { path.withCString { unsafe access($0, X_OK) } } } catch {
            if error == .permissionDenied { return false }
            throw error
        }
        return true
    }

    static func isWritable(_ path: FilePath) -> Bool { path.withCString { unsafe access($0, W_OK) } == 0 }
}

/// Files of the kernel's: below /proc, /sys and /dev.
enum SystemFile {
    static func open(_ path: FilePath, forWriting: Bool = false) throws(Errno) -> FileDescriptor {
        let flags = forWriting ? O_WRONLY | O_NOCTTY : O_RDONLY
        return FileDescriptor(rawValue: try attempt { path.withCString { unsafe ru_open(AT_FDCWD, $0, flags, 0) } })
    }

    static func read(_ path: FilePath) throws(Errno) -> Bytes { try open(path).readAll(pieces: 4096) }
}
