import RunUtils

extension DefaultStringInterpolation {
    mutating func appendInterpolation(_ path: FilePath) { appendInterpolation(path.description) }
}
