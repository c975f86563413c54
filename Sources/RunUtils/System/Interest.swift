import CRunUtils

/// A descriptor to wait for, and whether it is ready.
struct Interest {
    let descriptor: CInt
    var forWriting = false
    var isReady = false
}
