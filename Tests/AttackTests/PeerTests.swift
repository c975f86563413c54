import Testing

@testable import ImageTests
@testable import ProcessTests

/// Somebody else listens where a server should be.
@Suite struct PeerTests {
    private let stage = Stage()

    /// Asks each client for its password in clear text, and notes what it says.
    private static let impostor = """
        use IO::Socket::UNIX; umask 0; $| = 1;
        my $path = "/opt/data/sockets/.s.PGSQL.5432";
        my $listener = IO::Socket::UNIX->new(Local => $path, Listen => 5) or die "$path: $!";
        print "listening\n";
        while (my $client = $listener->accept) {
            sysread($client, my $start, 4096);
            syswrite($client, pack("A1 N N", "R", 8, 3));
            my $said = ""; while (sysread($client, my $more, 4096)) { $said .= $more }
            $said =~ tr/\\0//d; print "said: $said\n";
        }
        """

    /// The directory of the sockets is open to all, and the database server is away.
    @Test func theDemoTellsItsPasswordToNobody() async throws {
        let volume = ["--volume", "\(try await stage.volume("data")):/opt/data", "--network", "none"]
        let made = try await Podman.run(
            ["run", "--rm"] + volume + [Images.base, "install", "-d", "-m", "1777", "/opt/data/sockets"])
        try #require(made.status == 0, "\(made.errors)")
        try await stage.start(
            "impostor", volume + ["--user", "8080"], image: Images.base, ["perl", "-e", PeerTests.impostor])
        try await stage.waitForLog("impostor", "listening")
        try await stage.start(
            "demo", volume + ["--env", "DB_PASSWORD=hush-hush"], image: Images.demo, [])
        #expect(try await stage.status("demo") != 0)
        let log = try await stage.log("impostor")
        #expect(log.contains("said: "))
        #expect(!log.contains("hush-hush"), "\(log)")
    }
}
