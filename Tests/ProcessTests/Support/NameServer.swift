import Foundation
import Testing

/// A name server that answers in one certain way, in Perl, with an /etc that names it.
struct NameServer: Sendable {
    /// Shell commands that let a namespace ask it.
    let setup: String

    /// What it answers for addresses of a family: these, an error (SERVFAIL, REFUSED, NXDOMAIN), or nothing at all.
    enum Answer: Sendable, CustomTestStringConvertible {
        case addresses([String])
        case error(Int)
        case silence

        fileprivate var text: String {
            switch self {
            case .addresses(let list): list.joined(separator: ",")
            case .error(let code): "error \(code)"
            case .silence: "silence"
            }
        }

        var testDescription: String { text }
    }

    /// Gives one to `body` and ends it.
    static func with<Result>(
        _ scratch: Scratch, ipv4: Answer, ipv6: Answer, _ body: (NameServer) async throws -> Result
    ) async throws -> Result {
        // At an address that is nobody else's on this machine.
        let script = """
            use IO::Socket::INET; $| = 1;
            my %answers = (1 => '\(ipv4.text)', 28 => '\(ipv6.text)');
            my ($socket, $address);
            until ($socket) {
                $address = join '.', 127, map { 1 + int rand 250 } 1..3;
                $socket = IO::Socket::INET->new(Proto => 'udp', LocalAddr => "$address:53");
            }
            print "bound $address\n";
            while (my $client = $socket->recv(my $query, 512)) {
                my $end = index($query, "\\0", 12) + 5;
                my $answer = $answers{unpack('n', substr($query, $end - 4, 2))};
                next if $answer eq 'silence';
                my $code = $answer =~ /^error (\\d+)/ ? $1 : 0;
                my @addresses = $code ? () : split(/,/, $answer);
                my $reply = substr($query, 0, 2) . pack('n5', 0x8180 | $code, 1, scalar(@addresses), 0, 0)
                    . substr($query, 12, $end - 12);
                $reply .= pack('nnnNn', 0xc00c, 1, 1, 5, 4) . inet_aton($_) for @addresses;
                $socket->send($reply, 0, $client);
            }
            """
        let server = try Running(["perl", "-e", script], environment: ["PATH": Entry.path])
        do {
            let line = try await server.line("bound ", in: .output)
            let address = line.dropFirst("bound ".utf8.count)
            try scratch.write("etc/resolv.conf", "nameserver \(address)\n")
            try scratch.write("etc/nsswitch.conf", "hosts: files dns\n")
            let result = try await body(NameServer(setup: "mount --bind \(scratch["etc"]) /etc"))
            await server.end()
            return result
        } catch {
            await server.end()
            throw error
        }
    }
}
