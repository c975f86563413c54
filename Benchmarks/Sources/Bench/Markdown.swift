/// Numbers as readers want them: two significant digits, or all before the point, with commas.
enum Number {
    static func text(_ value: Double) -> String {
        let size = abs(value)
        if size == 0 { return "0" }
        if size >= 9.95 { return grouped(value) }
        var (factor, digits) = (10.0, 1)
        while size * factor < 9.95 { (factor, digits) = (factor * 10, digits + 1) }
        let scaled = Int((size * factor).rounded())
        let whole = String(scaled / Int(factor))
        let fraction = String(scaled % Int(factor))
        let zeros = String(repeating: "0", count: digits - fraction.count)
        return (value < 0 ? "-" : "") + "\(whole).\(zeros)\(fraction)"
    }

    private static func grouped(_ value: Double) -> String {
        let digits = Array(String(Int(abs(value).rounded())))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return (value < 0 ? "-" : "") + text
    }

    /// A gap where there is no number.
    static func text(_ value: Double?) -> String { value.map { text($0) } ?? "–" }
}

/// A table in Markdown: texts to the left, numbers to the right.
struct Table {
    let header: [String]
    var rows: [[String]] = []

    var text: String {
        let rule = header.indices.map { $0 == 0 ? "---" : "---:" }
        return ([header, rule] + rows).map { "| \($0.joined(separator: " | ")) |\n" }.joined()
    }

    /// Median, least value and 99th percentile of each contestant, best first, and the ratio of its median to the reference's.
    init(of samples: Samples, unit: String, comparedWith reference: String, what: String = "") {
        header = [what, "median, \(unit)", "min", "p99", "× \(reference)"]
        let base = samples[reference]?.median
        let summaries = samples.names.compactMap { name in samples[name].map { (name, $0) } }
        for (name, summary) in summaries.sorted(by: { $0.1.median < $1.1.median }) {
            rows.append(
                [name]
                    + [summary.median, summary.least, summary.p99, base.map { summary.median / $0 }].map(Number.text))
        }
    }

    init(header: [String], rows: [[String]] = []) {
        self.header = header
        self.rows = rows
    }
}

/// RESULTS.md: what stands before the first heading of the second level, and the sections below such headings.
struct Document {
    var introduction: String
    private(set) var sections: [(title: String, body: String)] = []

    init(_ text: String) {
        var parts: [String] = [""]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix("## ") { parts.append("") }
            parts[parts.count - 1] += line + "\n"
        }
        introduction = parts[0]
        for part in parts.dropFirst() {
            let end = part.firstIndex(of: "\n")!
            sections.append((String(part[..<end].dropFirst(3)), String(part[part.index(after: end)...])))
        }
    }

    /// With this section in place of the one of the same title. A new one is put before the first that comes after it in `order`.
    func replacing(_ title: String, with body: String, order: [String] = []) -> Document {
        var document = self
        document.sections.removeAll { $0.title == title }
        let behind = order.drop { $0 != title }.dropFirst()
        let place =
            sections.firstIndex { $0.title == title }
            ?? document.sections.firstIndex { behind.contains($0.title) } ?? document.sections.count
        document.sections.insert((title, body), at: place)
        return document
    }

    var text: String { introduction + sections.map { "## \($0.title)\n\($0.body)" }.joined() }
}
