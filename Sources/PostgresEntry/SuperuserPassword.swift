import RunUtils

/// What becomes of the declared password of the superuser where a cluster was there.
enum SuperuserPassword: Equatable {
    /// The cluster keeps the one that it has: none is declared, or the one that was at our last start.
    case stays
    /// It keeps the one that it has, which somebody else has set. The declared one is noted, so that a change of it is seen.
    case noted
    case set

    /// - Parameters:
    ///   - declared: The one in the environment.
    ///   - record: What this image remembers of the cluster.
    init(declared: String?, _ record: Record) {
        guard let declared else {
            self = .stays
            return
        }
        if let known = record.password {
            self = SCRAM.matches(declared, known) ? .stays : .set
        } else {
            self = record.isOurs ? .set : .noted
        }
    }
}

extension Record {
    /// Notes the password that is declared for a cluster of another image, which keeps its own.
    mutating func note(
        _ password: String, below directory: FilePath, _ context: Context, owner: Identity?
    ) throws(RunError) {
        self.password = SCRAM.fingerprint(of: password, salt: try Host.randomBytes(16))
        try write(below: directory, context, owner: owner)
        context.note(
            "the cluster keeps its password; the declared one takes effect the next time it changes")
    }
}
