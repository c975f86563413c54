import RunUtils

/// Memory settings that follow the container's limit, in a file that the configuration includes.
enum Tuning {
    private static let limits: [FilePath] = [
        "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes",
    ]
    /// Without a limit, the older control groups tell a number of this size.
    private static let unlimited = 1 << 60
    private static let megabyte = 1 << 20

    /// Writes the file, or removes it where it is not wanted.
    static func write(_ context: Context) throws(RunError) {
        guard context[Postgres.tuning], let limit = try limit(context) else {
            if context[Postgres.tuning] { context.note("the container has no memory limit to tune for") }
            // Not there, the server would say so at each start.
            return try context.files.write("", to: Layout.tuning, mode: 0o444)
        }
        try context.files.write(settings(limit: limit), to: Layout.tuning, mode: 0o444)
    }

    /// The container's limit in bytes; nil where there is none.
    private static func limit(_ context: Context) throws(RunError) -> Int? {
        for path in limits where try context.files.kind(of: path) != nil {
            let text = try context.files.read(path)
            if let number = Int(Text.lines(text).first ?? ""), number < unlimited { return number }
        }
        return nil
    }

    /// The usual shares, as the manual's chapter on resource consumption advises: a quarter for shared buffers, three quarters
    /// as what a query may expect to be cached.
    static func settings(limit: Int) -> String {
        func size(_ bytes: Int, atLeast least: Int, atMost most: Int = .max) -> String {
            "\(min(max(bytes / megabyte, least), most))MB"
        }
        return """
            # For a memory limit of \(limit / megabyte) MB.
            shared_buffers = \(size(limit / 4, atLeast: 16))
            effective_cache_size = \(size(limit / 4 * 3, atLeast: 32))
            maintenance_work_mem = \(size(limit / 16, atLeast: 16, atMost: 2048))
            work_mem = \(size(limit / 256, atLeast: 1, atMost: 64))

            """
    }
}
