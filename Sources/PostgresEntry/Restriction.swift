import RunUtils

/// psql's restricted mode, with a key that a dump cannot know: nothing but SQL counts until the key is said again.
struct Restriction {
    let begin: String
    let end: String

    init(_ context: Context) throws(RunError) {
        var key = ""
        for byte in try Host.randomBytes(16) {
            for digit in [byte >> 4, byte & 15] {
                key += String(decoding: [digit < 10 ? 48 + digit : 87 + digit], as: UTF8.self)
            }
        }
        begin = "\\restrict \(key)"
        end = "\\unrestrict \(key)"
    }

    /// What psql is given to carry somebody else's SQL out.
    func around(_ text: String) -> String { "\(begin)\n\(text)\n\(end)\n" }
}
