import Foundation
import Testing

@testable import ProcessTests

/// Other processes beside a daemon, as an exec of a container engine starts them: nobody tells them of the service's user.
@Suite(.limited) struct SecondProcessTests {
    private let ground: Ground

    init() throws { ground = try Ground() }

    private func beside(_ words: [String], setup: String = ":") async throws -> Finished {
        try await Entry.with(Ground.run([], ["sleep", "1000"]), setup: setup) { entry in
            try await entry.running.line("ready in")
            return try await entry.inside(words)
        }
    }

    /// A link of that user's in the place of a template, and one in a directory of templates.
    @Test(arguments: [("own/a.conf", "/run/out/a.conf"), ("own", "/run/out")])
    func aTemplate(_ source: String, _ target: String) async throws {
        let link = try ground.link("own/a.conf", to: ground["private"])
        let script = "\"$0\" render --template \(ground[source]):\(target); code=$?; cat /run/out/*; exit $code"
        let result = try await beside(["sh", "-c", script, Entry.executable("base-entry")])
        #expect(result.status == 78, "\(result.errors)")
        #expect(result.errors.contains(link), "\(result.errors)")
        #expect(!(result.output + result.errors).contains(secret))
    }

    @Test func aCommandThatIsWaitedFor() async throws {
        let result = try await beside(["base-entry", "wait", "command:\(try ground.teller("own/look"))"])
        #expect(result.status == 0, "\(result.errors)")
        try ground.expectRan(result.errors)
    }

    /// Without a daemon, and beside one of root's, nobody is known who is not trusted.
    @Test func withoutAUser() async throws {
        let look = try ground.teller("own/look")
        let alone = try await Entry.run(["base-entry", "wait", "command:\(look)"])
        #expect(alone.status == 0, "\(alone.errors)")
        try await Entry.with(["base-entry", "run", "--", "sleep", "1000"]) { entry in
            try await entry.running.line("ready in")
            #expect(try await entry.inside(["base-entry", "wait", "command:\(look)"]).status == 0)
        }
        try ground.expectRan(as: 0, alone.errors)
    }

    /// A container that starts as another user: root's exec asks a state that is not root's, and runs nothing as root.
    @Test func healthOfAnEntrypointThatIsNotRoot() async throws {
        let probe = "command:\(try ground.teller("own/look"))"
        let copy = "cp \(Entry.executable("base-entry")) /run/"
        let words = ["/run/base-entry", "run", "--ready", probe, "--", "sleep", "1000"]
        try await Entry.with(words, setup: copy, wrapper: Attacker.become(Ground.user)) { entry in
            try await entry.running.line("ready in")
            let health = try await entry.inside(["base-entry", "health"])
            #expect(health.status == 0, "\(health.errors)")
            try ground.expectRan(health.errors)
            #expect(try ground.ran.count >= 2)
        }
    }

    /// Nor does any other command: whose daemon it is says the kernel, where the daemon tells of no user.
    @Test func aCommandBesideAnEntrypointThatIsNotRoot() async throws {
        let copy = "cp \(Entry.executable("base-entry")) /run/"
        let words = ["/run/base-entry", "run", "--", "sleep", "1000"]
        let look = try ground.teller("own/look")
        try await Entry.with(words, setup: copy, wrapper: Attacker.become(Ground.user)) { entry in
            try await entry.running.line("ready in")
            let result = try await entry.inside(["base-entry", "wait", "command:\(look)"])
            #expect(result.status == 0, "\(result.errors)")
            try ground.expectRan(result.errors)
        }
    }

    /// A process of that user's that is not PID 1 answers for nobody, whatever it holds.
    @Test func healthBelievesNoOtherProcessOfAUsers() async throws {
        let script = """
            install -d -m 1777 /run/shared; cp "$0" /run/shared/
            \(Attacker.become(Ground.user).joined(separator: " ")) /run/shared/base-entry run -- sleep 1000 2>/run/told &
            until grep -q 'ready in' /run/told; do sleep 0.01; done
            echo it is up >&2; exec sleep 1000
            """
        let words = ["sh", "-c", script, Entry.executable("base-entry")]
        try await Entry.with(words) { entry in
            try await entry.running.line("it is up")
            #expect(try await entry.inside(["base-entry", "health"]).status == 1)
        }
    }

    /// Whoever may write to a file of root's, one that a neighbour has left, can hold its lock.
    @Test func healthBelievesNoStateOfRootsThatAnotherUserHolds() async throws {
        let content = "image=base\nstate=running\nready=command:touch /run/ran\n"
        let script = """
            install -m 0666 /dev/null /run/runutils-base
            exec \(Attacker.become(Ground.user).joined(separator: " ")) "$0" forge posix "$1" /run/runutils-base
            """
        try await Entry.with(["sh", "-c", script, Attacker.program, content]) { entry in
            try await entry.running.line("holding", in: .output)
            let health = try await entry.inside(["base-entry", "health"])
            #expect(health.status == 1, "\(health.errors)")
            #expect(try await entry.inside(["test", "-e", "/run/ran"]).status == 1)
        }
    }

    /// Two containers with one PID namespace and one /run, but mounts of their own.
    @Test(arguments: ["ready first", "ready last"])
    func twoThatSeeEachOthersProcesses(_ order: String) async throws {
        let ready = """
            "$0" run -- sleep 1000 2>/run/ready & ready=$!
            until grep -q 'ready in' /run/ready; do sleep 0.01; done
            """
        let unready = """
            "$0" run --ready file:/nonexistent -- sh -c 'touch /run/started; exec sleep 1000' 2>/run/unready & unready=$!
            until [ -e /run/started ]; do sleep 0.01; done
            """
        let apart = { (text: String) in
            text.replacing("\"$0\" run", with: "unshare --mount --propagation private \"$0\" run")
        }
        let script = """
            \(order == "ready first" ? ready + "\n" + apart(unready) : unready + "\n" + apart(ready))
            for process in $ready $unready; do nsenter --target $process --mount "$0" health; echo $?; done
            kill -KILL $ready $unready
            """
        let result = try await Entry.run(["sh", "-c", script, Entry.executable("base-entry")])
        #expect(result.output == "0\n1\n", "\(order): \(result.errors)")
        #expect(result.errors.contains("not healthy: starting"), "\(result.errors)")
    }

    /// What a service says that it does may be long.
    @Test func aLongStatus() async throws {
        let script = """
            use IO::Socket::UNIX; $| = 1; my $name = $ENV{NOTIFY_SOCKET}; $name =~ s/^@/\\0/;
            my $socket = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Peer => $name) or die $!;
            $socket->send('STATUS=' . 'x' x 5000) or die $!; print qq(said\\n);
            sleep 1 until -e '/run/go'; $socket->send(qq(READY=1\\nSTATUS=) . 'y' x 5000) or die $!; sleep 1000;
            """
        let words = ["base-entry", "run", "--ready", "notify", "--", "perl", "-e", script]
        try await Entry.with(words) { entry in
            try await entry.running.line("said", in: .output)
            var health = try await entry.inside(["base-entry", "health"])
            // The daemon has a moment to read it.
            for _ in 0..<50 where !health.errors.contains("(x") {
                health = try await entry.inside(["base-entry", "health"])
            }
            #expect(health.status == 1 && health.errors.contains("not healthy: starting (xxx"), "\(health.errors)")
            try await entry.make("/run/go")
            try await entry.running.line("ready in")
            #expect(try await entry.inside(["base-entry", "health"]).status == 0)
        }
    }
}
