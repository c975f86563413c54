import RunUtils

/// A user id that /etc/passwd does not know by our name, where that cannot be changed: initdb and the server look it up.
/// nss_wrapper (nss_wrapper(1)) answers from files of ours, as in docker-library/postgres.
enum UnknownUser {
    private static let library = "libnss_wrapper.so"

    static func prepare(_ program: inout Program, _ context: Context, _ identity: Identity?) throws(RunError) {
        guard let identity, let name = context[Postgres.account.name] else { return }
        if let known = try context.accounts.name(of: identity.uid), known.hasSameBytes(as: name) { return }
        try Layout.settle(context)
        let (passwd, group) = (Layout.run.appending("passwd"), Layout.run.appending("group"))
        let ids = "\(identity.uid):\(identity.gid)"
        try context.files.write("\(name):x:\(ids)::/var/lib/postgresql:/bin/false\n", to: passwd)
        try context.files.write("\(name):x:\(identity.gid):\n", to: group)
        program.set("LD_PRELOAD", to: library)
        program.set("NSS_WRAPPER_PASSWD", to: passwd.description)
        program.set("NSS_WRAPPER_GROUP", to: group.description)
    }
}
