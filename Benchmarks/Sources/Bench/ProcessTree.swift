import Glibc

/// Figures of /proc about a wrapper: the launched process and its descendants, but for the measured child.
struct ProcessTree {
    let pids: [String]

    /// - Parameter root: The wrapper. What executes `Place.child` is left out.
    init(of root: pid_t) {
        var parents: [String: String] = [:]
        for name in Files.names(in: "/proc") where Int32(name) != nil {
            // The fields after the name, which is in parentheses: state, parent.
            guard let text = try? Files.read("/proc/\(name)/stat"), let end = text.lastIndex(of: ")") else { continue }
            parents[name] = text[end...].split(separator: " ")[2].description
        }
        pids = parents.keys.filter { name in
            var ancestor: String? = name
            while let pid = ancestor, pid != String(root) { ancestor = parents[pid] }
            return ancestor != nil && ProcessTree.executable(name) != Place.child
        }
    }

    private static func executable(_ pid: String) -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = readlink("/proc/\(pid)/exe", &buffer, buffer.count)
        return String(decoding: buffer[..<max(0, count)], as: UTF8.self)
    }

    /// The sum of a field such as "Pss:" or "voluntary_ctxt_switches:" over all processes, and over threads with `file` below task/.
    func sum(_ field: String, in file: String) -> Double {
        pids.reduce(0) { $0 + ProcessTree.number(field, in: "/proc/\($1)/\(file)") }
    }

    /// The same, over all threads of all processes.
    func sumOverThreads(_ field: String, in file: String) -> Double {
        pids.reduce(0) { sum, pid in
            Files.names(in: "/proc/\(pid)/task").reduce(sum) {
                $0 + ProcessTree.number(field, in: "/proc/\(pid)/task/\($1)/\(file)")
            }
        }
    }

    /// The processor time of all threads, in seconds (the first number of schedstat, in nanoseconds).
    var processorTime: Double {
        pids.reduce(0) { sum, pid in
            Files.names(in: "/proc/\(pid)/task").reduce(sum) {
                let text = (try? Files.read("/proc/\(pid)/task/\($1)/schedstat")) ?? ""
                return $0 + (text.split(separator: " ").first.flatMap { Double($0) } ?? 0) / 1e9
            }
        }
    }

    private static func number(_ field: String, in path: String) -> Double {
        guard let text = try? Files.read(path) else { return 0 }
        for line in text.split(separator: "\n") where line.hasPrefix(field) {
            return line.split(whereSeparator: { " \t".contains($0) }).dropFirst().first.flatMap { Double($0) } ?? 0
        }
        return 0
    }
}
