import CRunUtils

/// Terminals, as job control sees them (tcsetpgrp(3)).
enum Terminal {
    static func isTerminal(_ descriptor: CInt) -> Bool {
        if let simulation = Simulation.current { return descriptor == 0 && simulation.scene.prompt != nil }
        return isatty(descriptor) == 1
    }

    /// The columns of standard error; nil when it is no terminal.
    static var width: Int? {
        if !isTerminal(2) { return nil }
        let width = ru_terminal_width(2)
        return width > 0 ? Int(width) : 80
    }

    /// Standard input, if it is a terminal whose foreground this process may give away: it is in the foreground itself.
    static func controlling() -> CInt? {
        guard Simulation.current == nil, isTerminal(0) else { return nil }
        let foreground = ru_terminal_foreground(0)
        return foreground == getpgrp() || foreground == 0 ? 0 : nil
    }

    /// Makes a process group the foreground.
    static func give(_ descriptor: CInt, to group: pid_t) { _ = ru_set_terminal_foreground(descriptor, group) }

    /// Standard input, a terminal, does not show what is typed until `showInput`.
    static func hideInput() throws(Errno) { if Simulation.current == nil { try attempt { ru_hide_input(0) } } }

    /// The settings are as they were before `hideInput`.
    static func showInput() { if Simulation.current == nil { ru_show_input(0) } }

    /// Makes this process's group the foreground again.
    static func takeBack(_ descriptor: CInt) { give(descriptor, to: getpgrp()) }

    /// Whether a shell is there that goes on when this process stops: its parent is in another group of its session, as
    /// POSIX defines a group that is not orphaned. What is process 1 counts as an init, which would leave it stopped.
    static var hasJobControl: Bool {
        let parent = getppid()
        return parent > 1 && getsid(parent) == getsid(0) && getpgid(parent) != getpgrp()
    }
}
