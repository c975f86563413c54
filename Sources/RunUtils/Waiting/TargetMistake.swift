/// What is wrong with a text that spells no target.
enum TargetMistake: Int, Error {
    case kind, https, separator, depth, parentheses, quote, program, path, slashes, user, brackets, afterPort, host,
        hostByte, port, noPort
    case space, statuses, name, postgres

    /// A line each, in the order of the cases.
    private static let reasons = """
        its kind is not known; expected file: directory: semaphore: tcp:// unix: http:// dns: postgres: command: or command-in:
        https is not known; use "command:" with a program that speaks it
        several targets in one word; only spaces separate them
        targets stand in each other too deep
        its parentheses do not match; in a place, a backslash stands before each
        a quote is not closed
        no program
        no absolute path
        no "//" before the host, as in tcp://host:port
        a user in it is not sent; use "command:" with a program that does
        an IPv6 address stands in brackets, as in [::1]:80
        nothing follows the port
        no host
        a host has no such characters
        a port is a number from 1 to 65535
        no port; expected tcp://host:port
        a path has no spaces
        what follows "#" is not understood; expected statuses that count, as in #status=204,400-403
        no name; expected dns:name
        neither //host nor an absolute path
        """

    var reason: String { Text.lines(TargetMistake.reasons)[rawValue] }
}
