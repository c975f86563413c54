/// What differs between two texts, line by line (Myers, An O(ND) Difference Algorithm, 1986).
enum LineDiff {
    /// With more changes than this, everything between the first and the last one counts as replaced.
    private static let changeLimit = 500
    private static let contextLines = 3

    /// The hunks of a unified diff, without the two lines of file names; empty for equal texts.
    static func hunks(_ old: Bytes, _ new: Bytes) -> Bytes {
        let (old, new) = (lines(old), lines(new))
        let (isRemoved, isAdded) = changes(old, new)
        var marks = Bytes()
        var all: [Bytes] = []
        var (i, j) = (0, 0)
        while i < old.count || j < new.count {
            if i < old.count && isRemoved[i] {
                marks.append(.hyphen)
                all.append(old[i])
                i += 1
            } else if j < new.count && isAdded[j] {
                marks.append(.plus)
                all.append(new[j])
                j += 1
            } else {
                marks.append(.space)
                all.append(old[i])
                i += 1
                j += 1
            }
        }
        return format(marks, all)
    }

    /// Lines with their ends, so that a missing end is a difference.
    private static func lines(_ text: Bytes) -> [Bytes] {
        var lines: [Bytes] = []
        var start = 0
        while start < text.count {
            let end = text.position(of: .newline, from: start).map { $0 + 1 } ?? text.count
            lines.append(text.part(start, end))
            start = end
        }
        return lines
    }

    /// Which lines go, and which come.
    private static func changes(_ old: [Bytes], _ new: [Bytes]) -> (removed: [Bool], added: [Bool]) {
        var start = 0
        while start < min(old.count, new.count) && old[start] == new[start] { start += 1 }
        var (oldEnd, newEnd) = (old.count, new.count)
        while oldEnd > start && newEnd > start && old[oldEnd - 1] == new[newEnd - 1] {
            oldEnd -= 1
            newEnd -= 1
        }
        var removed = old.indices.map { $0 >= start && $0 < oldEnd }
        var added = new.indices.map { $0 >= start && $0 < newEnd }
        let (width, height) = (oldEnd - start, newEnd - start)
        if width == 0 || height == 0 { return (removed, added) }
        // furthest[k] is how far in the old lines one gets on diagonal k (old minus new), for each number of changes.
        let limit = min(width + height, changeLimit)
        var furthest = [Int](repeating: 0, count: 2 * limit + 3)
        var trace: [[Int]] = []
        for count in 0...limit {
            trace.append(furthest)
            for k in stride(from: -count, through: count, by: 2) {
                var x = step(furthest, limit, k, count).x
                while x < width, x - k < height, old[start + x] == new[start + x - k] { x += 1 }
                furthest[limit + 1 + k] = x
                if x < width || x - k < height { continue }
                for line in start..<oldEnd { removed[line] = false }
                for line in start..<newEnd { added[line] = false }
                var k = k
                for count in stride(from: count, to: 0, by: -1) {
                    let (x, goesDown) = step(trace[count], limit, k, count)
                    if goesDown { added[start + x - k - 1] = true } else { removed[start + x - 1] = true }
                    k += goesDown ? 1 : -1
                }
                return (removed, added)
            }
        }
        return (removed, added)
    }

    /// Where diagonal k begins after one more change, and whether that change is an added line.
    private static func step(_ furthest: [Int], _ limit: Int, _ k: Int, _ count: Int) -> (x: Int, goesDown: Bool) {
        if count == 0 { return (0, true) }
        let (left, right) = (furthest[limit + k], furthest[limit + k + 2])
        let goesDown = k == -count || (k != count && left < right)
        return (goesDown ? right : left + 1, goesDown)
    }

    private static func format(_ marks: Bytes, _ lines: [Bytes]) -> Bytes {
        var result = Bytes()
        var index = 0
        var (oldLine, newLine) = (0, 0)
        while let first = marks[index...].firstIndex(where: { $0 != .space }) {
            let start = max(index, first - contextLines)
            var end = first
            // A hunk goes on where the lines between two changes would be shown anyway.
            while let next = marks[end...].prefix(2 * contextLines + 1).lastIndex(where: { $0 != .space }) {
                end = next + 1
            }
            end = min(marks.count, end + contextLines)
            oldLine += start - index
            newLine += start - index
            let removed = marks[start..<end].count { $0 != .plus }
            let added = marks[start..<end].count { $0 != .hyphen }
            result += Bytes("@@ -\(range(oldLine, removed)) +\(range(newLine, added)) @@\n")
            for line in start..<end {
                result += [marks[line]] + lines[line]
                if lines[line].last != .newline { result += Bytes("\n\\ No newline at end of file\n") }
            }
            oldLine += removed
            newLine += added
            index = end
        }
        return result
    }

    private static func range(_ before: Int, _ count: Int) -> String { "\(count == 0 ? before : before + 1),\(count)" }
}
