import Foundation
import Glibc
import Testing

/// What /proc tells of processes.
enum Processes {
    static func children(of pid: pid_t) -> [pid_t] {
        let list = (try? String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)) ?? ""
        return list.split(separator: " ").compactMap { pid_t($0) }
    }

    /// Whether its children, or theirs, and so on, have one in a state, as /proc/PID/status calls it: "Z", "T".
    static func hasDescendant(of pid: pid_t, in state: String) -> Bool {
        children(of: pid).contains { child in
            (try? status(child, "State").hasPrefix(state)) ?? false || hasDescendant(of: child, in: state)
        }
    }

    /// The value of a line of /proc/PID/status.
    static func status(_ pid: pid_t, _ key: String) throws -> String {
        let text = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        return try #require(field(key, in: text))
    }

    /// The system call in which a process sleeps: its number and its arguments (proc_pid_syscall(5)).
    static func call(_ pid: pid_t) throws -> [UInt64] {
        let text = try String(contentsOfFile: "/proc/\(pid)/syscall", encoding: .utf8)
        return text.split(whereSeparator: \.isWhitespace).compactMap { word in
            word.hasPrefix("0x") ? UInt64(word.dropFirst(2), radix: 16) : UInt64(word)
        }
    }

    /// The value of a line "Key:\tvalue" of a text such as /proc/PID/status.
    static func field(_ key: String, in text: String) -> String? {
        let line = text.split(separator: "\n").first { $0.hasPrefix("\(key):") }
        return line.map { $0.dropFirst(key.count + 1).trimmingCharacters(in: .whitespaces) }
    }

    /// The children that have ended and were not reaped.
    static func zombies(of pid: pid_t) -> [pid_t] {
        children(of: pid).filter { (try? status($0, "State").hasPrefix("Z")) ?? false }
    }

    /// The kilobytes of a line of /proc/PID/smaps_rollup.
    static func memory(_ pid: pid_t, _ key: String) throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(pid)/smaps_rollup", encoding: .utf8)
        return try #require(field(key, in: text).flatMap { Int($0.split(separator: " ")[0]) })
    }
}

/// The seconds since a moment.
func seconds(since start: ContinuousClock.Instant) -> Double {
    let time = (ContinuousClock.now - start).components
    return Double(time.seconds) + Double(time.attoseconds) / 1e18
}

extension CInt {
    /// The real-time and other signals as the exit status of a process that they ended.
    var status: Int { 128 + Int(self) }
}
