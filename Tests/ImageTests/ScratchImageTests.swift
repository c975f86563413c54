import Testing

/// The same executable in an image that holds nothing else. One test after the other: their images are one for the engine, which
/// loses it when the last name of it goes.
@Suite(.serialized) struct ScratchImageTests {
    private let stage = Stage()

    private func scratch() async throws -> String {
        try await stage.image(
            "scratch", "FROM scratch\nCOPY base-entry /base-entry\nENTRYPOINT [\"/base-entry\"]\n",
            adding: Podman.baseEntry)
    }

    @Test func supervisesAsTheFirstProcess() async throws {
        let image = try await scratch()
        let service = ["/base-entry", "wait", "--timeout", "0", "file:/never"]
        try await stage.start("one", image: image, ["run", "--semaphore", "/sem/one", "--"] + service)
        try await stage.waitForLog("one", "waiting for file:/never")
        #expect(try await Podman.run("exec", stage.name("one"), "/base-entry", "health").status == 0)
        try await Podman.run("kill", "--signal", "TERM", stage.name("one"))
        #expect(try await stage.status("one") == 143)
        #expect(try await stage.log("one").contains("SIGTERM received; sending SIGTERM to /base-entry"))
    }

    @Test func makesAnAccountWithoutAnyFile() async throws {
        let image = try await scratch()
        let outcome = try await Podman.run(
            "run", "--rm", "--env", "USER_NAME=app", "--env", "USER_UID=1000", image, "run", "--", "/base-entry",
            "--version")
        #expect(outcome.output.hasPrefix("base ") && outcome.output.contains("\nRunUtils "))
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test func findsOtherContainersByName() async throws {
        let image = try await scratch()
        let network = ["--network", try await stage.network("net")]
        let server =
            "use IO::Socket::INET; my $s = IO::Socket::INET->new(LocalPort => 8080, Listen => 5, ReuseAddr => 1) or die;"
            + " $| = 1; print qq(listening\\n); while (my $c = $s->accept) { my $l = <$c>;"
            + " print $c qq(HTTP/1.0 200 OK\\r\\n\\r\\n); close $c }"
        try await stage.start("server", network, ["run", "--", "perl", "-e", server])
        try await stage.waitForLog("server", "listening")
        let targets = ["tcp://\(stage.name("server")):8080", "http://\(stage.name("server")):8080/"]
        let outcome = try await Podman.run(["run", "--rm"] + network + [image, "wait", "--timeout", "20s"] + targets)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let unknown = try await Podman.run(
            ["run", "--rm"] + network + [image, "wait", "--timeout", "2s", "tcp://no-such-host:1"])
        #expect(unknown.status == 69)
        #expect(unknown.errors.contains("tcp://no-such-host:1: "))
    }
}
