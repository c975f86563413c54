import RunUtils

extension DefaultStringInterpolation {
    @inline(never) mutating func appendInterpolation(_ path: FilePath) { appendInterpolation(path.description) }
}
