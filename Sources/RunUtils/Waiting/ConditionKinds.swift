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
            if isForShell(word) { return word }
        }
        return nil
    }

    /// An operator at the start of a word or, where hardly anything else is meant by it, in it; a value.
    private func isForShell(_ word: Bytes) -> Bool {
        var (before, found): (UInt8, Bool) = (.space, false)
        for byte in word {
            if byte.isSpace { return false }
            let isOperator = Bytes("|&<>$`").contains(byte)
            switch before {
            case .space: found = isOperator
            case 38, 124: found = found || byte == before
            case 36: found = found || byte == 40 || (byte > 64 && byte < 124)
            case 50: found = found || byte == 62
            default: break
            }
            before = byte
        }
        return found
    }
}
