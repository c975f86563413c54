extension WaitCondition {
    /// Whether it holds only where something answers at a port or socket.
    var asksPeer: Bool {
        for part in parts {
            switch part {
            case .tcp, .unixSocket, .http, .httpSocket, .postgres, .postgresSocket: return true
            default: continue
            }
        }
        return false
    }

    /// The word of a command that a shell would act on; no shell reads it. nil where there is none, or a shell's own command
    /// follows. A word with white space was quoted.
    var wordForShell: Bytes? {
        guard case .command(let program) = self else { return nil }
        for word in program.words {
            if word == Bytes("-c") { return nil }
            guard let first = word.first, Bytes("|&<>$").contains(first) else { continue }
            if !word.contains(where: { $0.isSpace }) { return word }
        }
        return nil
    }
}
