/// The pieces of a document in Markdown.
enum Markdown {
    /// A table; a bar in a cell is escaped.
    static func table(_ header: [String], _ rows: [[String]]) -> String {
        row(header) + "|\(header.map { _ in "---|" }.joined(separator: ""))\n" + rows.map(row).joined(separator: "")
    }

    private static func row(_ cells: [String]) -> String {
        cells.reduce("|") { $0 + " \(Markdown.cell($1)) |" } + "\n"
    }

    private static func cell(_ text: String) -> String {
        Bytes(text).map { $0 == .newline ? .space : $0 }.prefixing(with: .backslash) { $0 == .bar }.text
    }

    /// A word as it is typed.
    static func word(_ text: String) -> String { "`\(text)`" }
}
