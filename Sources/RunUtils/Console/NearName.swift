/// Near names, for "did you mean …?".
enum NearName {
    /// The candidate that `word` was probably meant to be: at most a third of it differs, counting an insertion,
    /// deletion, substitution or swap of neighbours as one.
    static func of(_ word: String, among candidates: [String]) -> String? {
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let found = distance(Bytes(word), Bytes(candidate))
            if found <= max(1, Bytes(word).count / 3), found < best?.distance ?? .max { best = (candidate, found) }
        }
        return best?.name
    }

    /// The optimal string alignment distance (Damerau 1964), row by row.
    static func distance(_ a: Bytes, _ b: Bytes) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var cost = min(previous[j + 1] + 1, row[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforePrevious[j - 1] + 1) }
                row.append(cost)
            }
            beforePrevious = previous
            previous = row
        }
        return previous[b.count]
    }
}
