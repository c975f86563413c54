extension DefaultStringInterpolation {
    /// A path as text; bytes that are no UTF-8 become U+FFFD.
    @inline(never) public mutating func appendInterpolation(_ path: FilePath) { appendInterpolation(path.description) }

    /// A signal by its name: "SIGTERM".
    public mutating func appendInterpolation(_ signal: Signal) { appendInterpolation(signal.description) }
}
