import Foundation
import Glibc

/// A pseudo-terminal (pty(7)): the master is ours, as a person's window is; a program gets the slave as its terminal.
///
/// What the program writes is read as any output, in `Running.Stream.terminal`; lines end with "\r\n".
final class Pty: Sendable {
    /// What is typed goes in here. `Running` reads from it.
    let master: CInt
    /// The path of the slave.
    let path: String

    /// - Parameter echoes: Whether what is typed comes back as output. A program may change that.
    init(rows: UInt16 = 24, columns: UInt16 = 80, echoes: Bool = false) throws {
        // posix_openpt(3) and ptsname(3) by hand: those are not among what Swift imports.
        let unlock: UInt = 0x4004_5431  // TIOCSPTLCK
        let askForNumber: UInt = 0x8004_5430  // TIOCGPTN
        var isLocked: CInt = 0
        var number: CInt = 0
        master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard unsafe ioctl(master, unlock, &isLocked) == 0, unsafe ioctl(master, askForNumber, &number) == 0 else {
            throw ProcessFailure(description: "/dev/ptmx: errno \(errno)")
        }
        path = "/dev/pts/\(number)"
        var settings = termios()
        unsafe tcgetattr(master, &settings)
        if !echoes { settings.c_lflag &= ~tcflag_t(ECHO) }
        unsafe tcsetattr(master, TCSANOW, &settings)
        try resize(rows: rows, columns: columns)
    }

    deinit { close(master) }

    /// Types text; a line ends with "\n". Ctrl-C is `Pty.interrupt`.
    func type(_ text: String) throws {
        let bytes = Array(text.utf8)
        guard unsafe write(master, bytes, bytes.count) == bytes.count else {
            throw ProcessFailure(description: "cannot type: errno \(errno)")
        }
    }

    /// Ctrl-C: SIGINT for the foreground.
    static let interrupt = "\u{3}"
    /// Ctrl-Z: SIGTSTP for the foreground.
    static let suspend = "\u{1a}"
    /// Ctrl-\: SIGQUIT for the foreground.
    static let quit = "\u{1c}"
    /// Ctrl-D at the start of a line: the end of the input.
    static let endOfInput = "\u{4}"

    /// Changes the size of the window; the foreground gets SIGWINCH if it is another one.
    func resize(rows: UInt16, columns: UInt16) throws {
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        guard unsafe ioctl(master, UInt(TIOCSWINSZ), &size) == 0 else {
            throw ProcessFailure(description: "TIOCSWINSZ: errno \(errno)")
        }
    }

    /// The foreground process group, as the test's PID namespace numbers it; 0 or less when there is none.
    var foreground: pid_t { tcgetpgrp(master) }
}
