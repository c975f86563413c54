extension DefaultStringInterpolation {
    @inline(never) mutating func appendInterpolation(_ path: FilePath) { appendInterpolation(path.description) }

    mutating func appendInterpolation(_ signal: Signal) { appendInterpolation(signal.description) }
}
