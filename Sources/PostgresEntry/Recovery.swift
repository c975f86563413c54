import RunUtils

/// A cluster that takes no changes for now: a standby, or one that is on its way to a point in time. What was declared is for a start after
/// that. No private server works on it before the start: it would replay the log, and might reach the target, without the main one's archive.
enum Recovery {
    /// As the server looks for them ("Archive Recovery" in PostgreSQL's manual).
    private static let signals = ["standby.signal", "recovery.signal"]

    static func isUnderWay(_ directory: FilePath, _ context: Context) throws(RunError) -> Bool {
        for name in signals where try context.files.kind(of: directory.appending(name)) != nil { return true }
        return false
    }

    /// What is said of that which waits.
    ///
    /// - Parameter declared: Variables, or what else was to be done.
    static func message(_ declared: [String]) -> String {
        "the cluster is a standby or is being recovered: \(declared.joined(separator: ", ")) will be done at a start after that"
    }
}
