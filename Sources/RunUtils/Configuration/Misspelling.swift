/// Names in the environment that look like a declared one and are none.
///
/// An environment is full of names that are nobody's mistake (PATH, PGDATA, KUBERNETES_PORT, the application's own), so
/// this is never an error by itself, and few differences count: see `isNear`. Only for a variable that is not set is there
/// anything to find.
enum Misspelling {
    /// What every container has: never a misspelling.
    private static let usual = Bytes(
        " HOME HOST HOSTNAME LANG LANGUAGE LOGNAME MAIL OLDPWD PATH PWD SHELL SHLVL TERM TMPDIR USER ")

    /// Marks the entries whose variable was probably given under another name, the first one of the environment.
    static func find(in environment: Environment, _ entries: [Settings.Entry]) {
        var spellings: [Bytes] = []
        var owners: [Settings.Entry] = []
        let file = Bytes("_FILE")
        for entry in entries {
            for spelling in entry.declaration.spellings {
                let name = Bytes(spelling)
                spellings += [name, name + file]
                owners += [entry, entry]
            }
        }
        for word in environment.words {
            let end = word.firstIndex(of: .equals) ?? word.count
            if end > longestName || end + 1 >= word.count || isForeign(word, end) { continue }
            let name = word.upTo(end)
            let meant = meaning(name)
            var nearest: Int?
            for index in spellings.indices {
                if spellings[index] == name {
                    nearest = nil
                    break
                }
                if nearest == nil, owners[index].isNotGiven,
                    spellings[index] == meant || isNear(name, spellings[index])
                {
                    nearest = index
                }
            }
            if let nearest, owners[nearest].misspelling == nil {
                owners[nearest].misspelling = (escaped(name.text), spellings[nearest].text)
            }
        }
    }

    /// Longer ones are data, not a slip of somebody's fingers.
    private static let longestName = 64

    /// Whether a word names what every container has, or what Docker's links and Kubernetes set for each service:
    /// DB_PORT=tcp://10.0.0.1:5432.
    @inline(never) private static func isForeign(_ word: Bytes, _ end: Int) -> Bool {
        if lists(usual, word.upTo(end)) { return true }
        return end > 5 && word.starts(with: "_PORT=", at: end - 5)
            && (word.starts(with: "tcp://", at: end + 1) || word.starts(with: "udp://", at: end + 1))
    }

    /// What other images call the ids.
    private static let users = Bytes(" PUID UID LOCAL_UID HOST_UID ")
    private static let groups = Bytes(" PGID GID LOCAL_GID HOST_GID ")

    /// The variable for which other images have a name.
    @inline(never) static func meaning(_ name: Bytes) -> Bytes? {
        if name.last != UInt8(ascii: "D") { return nil }
        return lists(users, name) ? Bytes("USER_UID") : lists(groups, name) ? Bytes("USER_GID") : nil
    }

    /// Whether a word stands between two spaces of a list.
    @inline(never) private static func lists(_ words: Bytes, _ word: Bytes) -> Bool {
        words.position(of: [.space] + word + [.space], from: 0) != nil
    }

    // MARK: What counts as near

    /// Whether `name` is probably a misspelt `declared`. These count, with case, "-" and "." set aside:
    ///
    /// - other or missing underscores: WAITFOR
    /// - in one of the parts between underscores, two letters swapped: USER_UDI
    /// - in a part of three letters or more, one letter too many or too few: TEMPLATE for TEMPLATES
    /// - in a part of five or more, another letter: STOP_GRASE; in one of eight or more, two differences: SEMAFORE
    ///
    /// Names of which only the digits differ make a series (DB1_HOST, DB2_HOST), and short parts with another letter are
    /// other words (UID and GID, HOST and POST).
    @inline(never) static func isNear(_ name: Bytes, _ declared: Bytes) -> Bool {
        if !hasMuchInCommon(name, declared) { return false }
        let parts = split(name)
        let declaredParts = split(declared)
        if joined(parts) == joined(declaredParts) { return true }
        if parts.count != declaredParts.count { return false }
        var differing: Int?
        for index in parts.indices where parts[index] != declaredParts[index] {
            if differing != nil { return false }
            differing = index
        }
        guard let differing else { return false }
        return isNearPart(parts[differing], declaredParts[differing])
    }

    private static func split(_ name: Bytes) -> [Bytes] { name.map(normalized).pieces(separatedBy: underscore) }

    private static func joined(_ parts: [Bytes]) -> Bytes { parts.reduce([]) { $0 + $1 } }

    private static let underscore = UInt8.underscore

    private static func normalized(_ byte: UInt8) -> UInt8 {
        if byte == .hyphen || byte == .dot { return underscore }
        return (97...122).contains(byte) ? byte - 32 : byte
    }

    /// Whether at least half of both, at their ends, is the same: a quick look, for environments of a megabyte.
    private static func hasMuchInCommon(_ a: Bytes, _ b: Bytes) -> Bool {
        let shorter = min(a.count, b.count)
        if max(a.count, b.count) > shorter + 4 { return false }
        var (start, end) = (0, 0)
        while start < shorter, normalized(a[start]) == normalized(b[start]) { start += 1 }
        while start + end < shorter, normalized(a[a.count - end - 1]) == normalized(b[b.count - end - 1]) { end += 1 }
        return 2 * (start + end) >= shorter
    }

    private static func isNearPart(_ part: Bytes, _ declared: Bytes) -> Bool {
        if part.filter({ !$0.isDigit }) == declared.filter({ !$0.isDigit }) { return false }
        let shorter = min(part.count, declared.count)
        let distance = NearName.distance(part, declared)
        if distance == 2 { return shorter >= 8 }
        if distance != 1 { return false }
        if part.count != declared.count { return shorter >= 3 }
        let substitutions = part.indices.filter { part[$0] != declared[$0] }.count
        return substitutions == 2 || shorter >= 5
    }
}
