/// Parts of texts, by their bytes: for the images' own logic.
package enum Text {
    /// The lines that are not empty.
    package static func lines(_ text: String) -> [String] { pieces(text, at: .newline) }

    /// The words between white space.
    package static func words(_ text: String) -> [String] {
        pieces(Bytes(text).map { $0.isSpace ? .space : $0 }.text, at: .space)
    }

    /// The pieces between separators, those that are empty only when asked for.
    package static func pieces(_ text: String, at separator: UInt8, keepsEmpty: Bool = false) -> [String] {
        var pieces: [String] = []
        for piece in Bytes(text).pieces(separatedBy: separator) where keepsEmpty || !piece.isEmpty {
            pieces.append(piece.text)
        }
        return pieces
    }

    /// What follows a beginning; nil for a text that begins otherwise.
    package static func rest(of text: String, behind prefix: String) -> String? {
        let (text, prefix) = (Bytes(text), Bytes(prefix))
        guard text.count >= prefix.count, text.upTo(prefix.count) == prefix else { return nil }
        return text.from(prefix.count).text
    }

    /// Whether a text ends so.
    package static func ends(_ text: String, with suffix: String) -> Bool {
        start(of: text, before: suffix) != nil
    }

    /// What comes before an end; nil for a text that ends otherwise.
    package static func start(of text: String, before suffix: String) -> String? {
        let (text, suffix) = (Bytes(text), Bytes(suffix))
        let count = text.count - suffix.count
        guard count >= 0, text.from(count) == suffix else { return nil }
        return text.upTo(count).text
    }

    /// What follows the last slash that is not at its end.
    package static func lastComponent(_ path: String) -> String { FilePath(path).name.text }
}
