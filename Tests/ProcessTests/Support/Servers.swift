import Foundation
import Glibc

/// Servers that behave in one certain way, in Perl. Each says "port N." to standard output when it can be asked.
struct Server: Sendable {
    let running: Running
    let port: String

    /// Starts a server.
    ///
    /// - Parameter script: What it does; `$server` is its socket, which does not listen yet.
    private init(_ script: String) async throws {
        let begin = """
            use IO::Socket::INET; use Time::HiRes 'sleep'; $| = 1;
            my $server = IO::Socket::INET->new(Proto => 'tcp', LocalAddr => '127.0.0.1') or die;
            sub read_startup { my ($c) = @_; read($c, my $n, 4); read($c, my $b, unpack('N', $n) - 4); $b }
            sub message { my ($t, $b) = @_; $t . pack('N', 4 + length $b) . $b }

            """
        running = try Running(["perl", "-e", begin + script], environment: ["PATH": Entry.path])
        do { port = try await running.line("port", in: .output).filter { $0.isNumber } } catch {
            await running.end()
            throw error
        }
    }

    /// Gives a server to `body` and ends it.
    static func with<Result>(_ script: String, _ body: (Server) async throws -> Result) async throws -> Result {
        let server = try await Server(script)
        do {
            let result = try await body(server)
            await server.running.end()
            return result
        } catch {
            await server.running.end()
            throw error
        }
    }

    private static let listen = "$server->listen(1024) or die; print 'port ', $server->sockport, \".\\n\";\n"

    /// It takes connections, as the kernel does for it, and says nothing.
    static let silent = listen + "sleep 1000;"

    /// Nobody listens until it gets SIGUSR1.
    static let late =
        "$SIG{USR1} = sub { $server->listen(9) or die }; print 'port ', $server->sockport, \".\\n\"; select(undef, undef, undef, 0.05) while 1;"

    /// For each connection it runs a Perl statement, `$c` being the connection and `$n` its number, from 1; it keeps the
    /// connection unless the statement closes it.
    static func answering(_ statement: String) -> String {
        listen + "my $n; while (my $c = $server->accept) { $c->autoflush(1); $n++; \(statement); push @open, $c; }"
    }
}
