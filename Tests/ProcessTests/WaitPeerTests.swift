import Foundation
import Glibc
import Testing

/// Waiting for names with several addresses, and for web servers that are particular.
@Suite(.limited) struct WaitPeerTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// musl's lookup of both families fails as a whole when one of them does.
    @Test(arguments: [.error(2), .error(3), .error(5), .addresses([]), .silence] as [NameServer.Answer])
    func oneFamilyOfAddressesIsEnough(_ other: NameServer.Answer) async throws {
        try await NameServer.with(scratch, ipv4: .addresses(["127.0.0.1"]), ipv6: other) { names in
            try await Server.with(Server.silent) { server in
                let result = try await Entry.run(
                    ["base-entry", "wait", "dns:name.test", "tcp://name.test:\(server.port)"], setup: names.setup)
                #expect(result.status == 0, "\(result.errors)")
            }
        }
    }

    /// With one family refused, the lookup of the other one does not hold up the next try.
    @Test func aRefusedAddressIsTriedAgainThoughTheOtherFamilyIsSilent() async throws {
        try await NameServer.with(scratch, ipv4: .addresses(["127.0.0.1"]), ipv6: .silence) { names in
            try await Server.with(Server.late) { server in
                let target = "tcp://name.test:\(server.port)"
                try await Entry.with(["base-entry", "wait", target], setup: names.setup) { entry in
                    try await entry.running.line("waiting for \(target)")
                    kill(server.running.pid, SIGUSR1)
                    #expect(try await entry.running.exit() == 0)
                }
            }
        }
    }

    @Test func neitherFamilyIsKnown() async throws {
        try await NameServer.with(scratch, ipv4: .error(2), ipv6: .error(3)) { names in
            let result = try await Entry.run(
                ["base-entry", "wait", "--timeout", "500ms", "dns:name.test", "!dns:name.test"], setup: names.setup)
            #expect(result.status == 69)
            #expect(result.errors.contains("  !dns:name.test: "), "\(result.errors)")
        }
        try await NameServer.with(scratch, ipv4: .error(3), ipv6: .error(3)) { names in
            let result = try await Entry.run(["base-entry", "wait", "!dns:name.test"], setup: names.setup)
            #expect(result.status == 0, "\(result.errors)")
        }
    }

    /// A second address with the port of the first. Where that is somebody else's there, another port is tried.
    private static let twice = """
        my $other;
        for (1..50) {
            $other = IO::Socket::INET->new(Proto => 'tcp', LocalAddr => '127.0.0.2', LocalPort => $server->sockport) and last;
            $server = IO::Socket::INET->new(Proto => 'tcp', LocalAddr => '127.0.0.1') or die;
        }
        $other or die;
        my $port = $server->sockport;

        """

    /// The second one's queue is full, so that the kernel drops what else wants to connect.
    private static let full = """
        $other->listen(0) or die;
        push @clients, IO::Socket::INET->new(Proto => 'tcp', PeerAddr => "127.0.0.2:$port", Blocking => 0) for 1..4;

        """

    @Test(arguments: ["tcp", "http"])
    func aSilentAddressDoesNotKeepTheOthersOut(_ kind: String) async throws {
        let answer = Server.answering("print $c \"HTTP/1.1 200 OK\\r\\n\\r\\n\"; close $c")
        try await NameServer.with(scratch, ipv4: .addresses(["127.0.0.2", "127.0.0.1"]), ipv6: .addresses([])) {
            names in
            try await Server.with(WaitPeerTests.twice + WaitPeerTests.full + answer) { server in
                let result = try await Entry.run(
                    ["base-entry", "wait", "\(kind)://name.test:\(server.port)"], setup: names.setup)
                #expect(result.status == 0, "\(result.errors)")
            }
        }
    }

    /// Who waits for an answer sleeps, also when the lookup of the peer's name has ended meanwhile.
    @Test func aSlowAnswerIsSleptFor() async throws {
        let answer = Server.answering("sleep 1; print $c \"HTTP/1.1 200 OK\\r\\n\\r\\n\"; close $c")
        try await NameServer.with(scratch, ipv4: .addresses(["127.0.0.1"]), ipv6: .addresses([])) { names in
            try await Server.with(answer) { server in
                let trace = scratch["trace"]
                let result = try await Entry.run(
                    ["base-entry", "wait", "http://name.test:\(server.port)/"], setup: names.setup,
                    wrapper: ["strace", "-qq", "-o", trace, "-e", "trace=poll,ppoll"])
                #expect(result.status == 0, "\(result.errors)")
                let polls = try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n").count
                #expect(polls < 100, "\(polls)")
            }
        }
    }

    /// One that takes connections and says nothing, too, and one that gives a wrong answer.
    @Test(arguments: ["", "print $c \"HTTP/1.1 503 No\\r\\n\\r\\n\"; close $c"])
    func anAddressWithoutTheAnswerDoesNotKeepTheOthersOut(_ statement: String) async throws {
        let script = """
            use IO::Select;
            $other->listen(9) or die; $server->listen(9) or die; print "port $port.\\n";
            my $both = IO::Select->new($server, $other);
            while (my @ready = $both->can_read) {
                for my $socket (@ready) {
                    my $c = $socket->accept; $c->autoflush(1); push @kept, $c;
                    if ($socket == $other) { \(statement) } else { print $c "HTTP/1.1 200 OK\\r\\n\\r\\n"; close $c }
                }
            }
            """
        try await NameServer.with(scratch, ipv4: .addresses(["127.0.0.2", "127.0.0.1"]), ipv6: .addresses([])) {
            names in
            try await Server.with(WaitPeerTests.twice + script) { server in
                let result = try await Entry.run(
                    ["base-entry", "wait", "http://name.test:\(server.port)/"], setup: names.setup)
                #expect(result.status == 0, "\(result.errors)")
            }
        }
    }

    /// As proxies of service meshes do: nothing but HTTP/1.1, with a Host that names the port.
    @Test func aServerThatWantsItsOwnHost() async throws {
        let statement = """
            my $r = ''; while (<$c>) { $r .= $_; last unless /\\S/ }
            my $p = $server->sockport;
            my $ok = $r =~ m{^GET / HTTP/1.1\\r\\n} && $r =~ /\\r\\nHost: 127.0.0.1:$p\\r\\n/ && $r =~ /\\r\\nConnection: close\\r\\n/;
            print $c 'HTTP/1.1 ', ($ok ? 200 : 426), " -\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n0\\r\\n\\r\\n"; close $c
            """
        try await Server.with(Server.answering(statement)) { server in
            let result = try await Entry.run(["base-entry", "wait", "http://127.0.0.1:\(server.port)"])
            #expect(result.status == 0, "\(result.errors)")
        }
    }

    @Test func statusesThatCount() async throws {
        let statement = "while (<$c> =~ /\\S/) {} print $c \"HTTP/1.1 401 -\\r\\n\\r\\n\"; close $c"
        try await Server.with(Server.answering(statement)) { server in
            let target = "http://127.0.0.1:\(server.port)/"
            let held = try await Entry.run(["base-entry", "wait", "\(target)#status=200-299,401"])
            #expect(held.status == 0, "\(held.errors)")
            let result = try await Entry.run(["base-entry", "wait", "--timeout", "300ms", "\(target)#status=204"])
            #expect(result.status == 69)
            #expect(result.errors.contains("  \(target)#status=204: answered with status 401\n"), "\(result.errors)")
        }
    }

    @Test func aShellsSyntaxInACommandIsMentioned() async throws {
        let result = try await Entry.run(["base-entry", "wait", "command:echo up | grep down"])
        #expect(result.status == 0)
        let warning =
            "\"|\" is an argument in command:echo up '|' grep down, which no shell reads; expected sh -c '…'\n"
        #expect(result.errors.components(separatedBy: warning).count == 2, "\(result.errors)")
        let shell = try await Entry.run(["base-entry", "wait", "command:sh -c 'echo up | grep up'"])
        #expect(shell.status == 0 && !shell.errors.contains("which no shell reads"), "\(shell.errors)")
    }

    @Test func aRefusedTargetSaysWhy() async throws {
        let one = try await Entry.run(["base-entry", "wait", "https://x"])
        #expect(one.status == 64)
        let reason = "https is not known; use \"command:\" with a program that speaks it"
        #expect(
            one.errors.hasPrefix("base: wait: <target>: \"https://x\" is not a target: \(reason)\n"), "\(one.errors)")
        let list = try await Entry.run(["base-entry", "run", "--", "true"], ["WAIT_FOR": "tcp://a:1,tcp://b:2"])
        #expect(list.status == 78)
        let comma = "several targets in one word; only spaces separate them"
        #expect(list.errors.contains("\"tcp://a:1,tcp://b:2\" is not a target: \(comma)\n"), "\(list.errors)")
        // A password that stands there is nobody else's business.
        let address = "postgresql://user:pa55@db:5432/app"
        for words in [["base-entry", "run", "--", "true"], ["base-entry", "wait", address]] {
            let refused = try await Entry.run(words, ["WAIT_FOR": address])
            #expect([64, 78].contains(refused.status))
            #expect(refused.errors.contains("\"postgresql://***@db:5432/app\" is not a target"), "\(refused.errors)")
            #expect(!refused.errors.contains("pa55"), "\(refused.errors)")
        }
        let bare = try await Entry.run(["base-entry", "run", "--", "true"], ["WAIT_FOR": "command:test -e /etc"])
        #expect(bare.errors.contains("; a command with arguments stands in quotes\n"), "\(bare.errors)")
    }
}
