import CRunUtils

/// How a child ended.
enum Termination: Equatable {
    case exited(CInt)
    case signalled(Signal)

    /// Reads a wait status (waitpid(2)): the low seven bits are the signal, the next byte the exit status.
    init(waitStatus: CInt) {
        let signal = waitStatus & 0x7f
        self = signal == 0 ? .exited(waitStatus >> 8 & 0xff) : .signalled(Signal(signal))
    }
}
