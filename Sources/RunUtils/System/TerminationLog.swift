import CRunUtils

/// The file in which Kubernetes looks for the reason of a container's end (terminationMessagePath).
enum TerminationLog {
    /// Kubernetes reads no more.
    static let limit = 4096

    /// Makes a text the content of /dev/termination-log. The file is never created: without Kubernetes there is none.
    static func write(_ text: Bytes) {
        let text = cut(text)
        unsafe text.withUnsafeBytes { unsafe ru_write_termination_log($0.baseAddress, $0.count) }
    }

    /// The lines that fit; where not even the first does, its characters that fit.
    static func cut(_ text: Bytes) -> Bytes {
        if text.count <= limit { return text }
        var end = limit
        if let newline = text[..<limit].lastIndex(of: .newline) {
            end = newline + 1
        } else {
            // Not within a character of UTF-8, which goes on with bytes of the form 10xxxxxx.
            while end > 0, text[end] & 0xc0 == 0x80 { end -= 1 }
        }
        return text.upTo(end)
    }
}
