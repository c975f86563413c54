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

    /// Takes connections and says so.
    private static let listener = """
        use IO::Socket::UNIX; umask 0; $| = 1;
        my $listener = IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 5) or die "$ARGV[0]: $!";
        print "listening\\n";
        while (my $client = $listener->accept) { print "asked\\n" }
        """

    /// A service is not ready because somebody else listens where it would: from another container, or as another user.
    @Test(arguments: [true, false])
    func readinessIsTheServicesOwn(_ isNeighbour: Bool) async throws {
        let volume = ["--volume", "\(try await stage.volume("data")):/opt/data", "--network", "none"]
        let socket = "/opt/data/sockets/app.sock"
        let made = try await Podman.run(
            ["run", "--rm"] + volume + [Images.base, "install", "-d", "-m", "1777", "/opt/data/sockets"])
        try #require(made.status == 0, "\(made.errors)")
        let impostor = ["perl", "-e", PeerTests.listener, socket]
        if isNeighbour {
            try await stage.start("impostor", volume + ["--user", "8080"], image: Images.base, impostor)
            try await stage.waitForLog("impostor", "listening")
        }
        let options = [
            "run", "--user", "8080", "--ready", "unix:\(socket)", "--semaphore", "/opt/data/up", "--", "sleep", "1000",
        ]
        try await stage.start("app", volume, image: Images.base, options)
        // One that was there before ends the start.
        if isNeighbour {
            #expect(try await stage.status("app") == 78)
            let log = try await stage.log("app")
            #expect(log.contains("holds before the service is started: something else answers there"), "\(log)")
            let look = try await Podman.run(["run", "--rm"] + volume + [Images.base, "ls", "/opt/data/up"])
            #expect(look.status != 0)
            return
        }
        // The one beside it is another user of the same container.
        try await stage.start(
            "impostor", volume + ["--user", "8081", "--pid", "container:\(stage.name("app"))"], image: Images.base,
            impostor)
        // Asked for the second time, so the first answer has been judged.
        try await eventually("asked twice") {
            try await stage.log("impostor").split(separator: "\n").count { $0 == "asked" } >= 2
        }
        let health = try await stage.exec("app", "base-entry", "health")
        #expect(health.status == 1 && health.errors.contains("not healthy: starting"), "\(health.text)")
        #expect(try await stage.exec("app", "sh", "-c", "ls /opt/data/up").status != 0)
    }

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
