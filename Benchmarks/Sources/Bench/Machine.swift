import Glibc

/// What the figures were taken on.
enum Machine {
    static func description() throws -> String {
        var kernel = utsname()
        uname(&kernel)
        let release = withUnsafeBytes(of: &kernel.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let memory = Double(try field("MemTotal", in: "/proc/meminfo").split(separator: " ")[0]).map { $0 / 1_048_576 }
        let system = try Files.read("/etc/os-release").split(separator: "\n").first { $0.hasPrefix("PRETTY_NAME=") }
        return """
            \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) processors (\(try field("model name", in: "/proc/cpuinfo"))), \
            \(Number.text(memory)) GiB, Linux \(release), \(system?.dropFirst(13).dropLast() ?? "")
            """
    }

    private static func field(_ name: String, in path: String) throws -> Substring {
        let line = try Files.read(path).split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(separator: ":").last.map { $0.drop { $0 == " " } } ?? "unknown"
    }

    /// The packages of the peers, with their versions.
    static func versions() throws -> String {
        let packages = Set(Peer.all.flatMap(\.packages) + ["gettext-base", "sed"]).sorted()
        let text = try Processes.output(of: ["dpkg-query", "-W", "-f", "${Package} ${Version}\\n"] + packages)
        return text.split(separator: "\n").joined(separator: ", ")
    }

    static func date() -> String {
        var (seconds, fields) = (time(nil), tm())
        gmtime_r(&seconds, &fields)
        func padded(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
        return "\(fields.tm_year + 1900)-\(padded(fields.tm_mon + 1))-\(padded(fields.tm_mday))"
    }
}
