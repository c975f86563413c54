import Foundation
import Glibc
import Testing

/// Terminals and pipes after the change of user.
@Suite(.limited) struct StandardStreamTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test func theTerminalIsTheUsersAndGivenBack() async throws {
        try scratch.write(
            "service",
            "#!/bin/sh\necho out >/dev/stdout && echo tty >/dev/tty && stat -Lc during:%u:%g: /proc/self/fd/1\nexit 6\n",
            mode: 0o755)
        try scratch.write("unstartable", "#!/nonexistent/shell\n", mode: 0o755)
        let entry = Entry.executable("base-entry")
        try scratch.write(
            "session",
            """
            #!/bin/sh
            stat -Lc before:%u:%g: /proc/self/fd/1
            \(entry) run --user 4000:4001 -- \(scratch["service"]); echo status:$?:
            stat -Lc after:%u:%g: /proc/self/fd/1
            \(entry) run --user 4000:4001 -- \(scratch["unstartable"]); echo status:$?:
            stat -Lc end:%u:%g: /proc/self/fd/1
            """, mode: 0o755)
        let result = try await Entry.run(
            ["script", "-qec", scratch["session"], "/dev/null"], [:], .belowInit,
            setup: "chmod 755 \(scratch.path)")
        let lines = result.output.split(whereSeparator: \.isNewline).map(String.init)
        let before = try #require(lines.first { $0.hasPrefix("before:") }, "\(result.output)")
        #expect(lines.contains("out") && lines.contains("tty"), "\(result.output)")
        #expect(lines.contains("during:4000:4001:"), "\(result.output)")
        #expect(lines.contains("status:6:") && lines.contains("status:126:"), "\(result.output)")
        #expect(lines.contains("after:\(before.dropFirst(7))"), "\(result.output)")
        #expect(lines.contains("end:\(before.dropFirst(7))"), "\(result.output)")
    }

    /// Without CAP_CHOWN a pipe is opened to everybody instead.
    @Test func aPipeWithoutTheRightToGiveIt() async throws {
        let script = "echo out >/dev/stdout && echo error >/dev/stderr"
        let result = try await Entry.run(
            ["base-entry", "run", "--user", "4000", "--", "sh", "-c", script],
            wrapper: ["setpriv", "--bounding-set", "-chown"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "out\n")
        #expect(result.errors.contains("error\n"))
    }
}
