import Glibc

/// A service, as its image starts it and as one would by hand. Another one is another line of `all`.
struct Service {
    let name: String
    let image: String
    /// What the image starts it by.
    let entry: [String]
    /// What starts it without the entrypoint, in a shell of the same image.
    let byHand: String
    /// As programs/child.c names it: what "ready" means, and its port.
    let ready: (probe: String, port: Int)
    var environment: [String] = []
    /// A directory that it keeps; with one, the second start is measured too.
    var data: String?

    static let all = [
        Service(
            name: "postgres", image: "localhost/runutils/postgres", entry: ["postgres-entry", "start"],
            byHand: """
                [ -s "$PGDATA/PG_VERSION" ] || { chown postgres:postgres "$PGDATA"; echo secret >/tmp/password; }
                exec setpriv --reuid=postgres --regid=postgres --init-groups sh -c '[ -s "$PGDATA/PG_VERSION" ] ||
                    initdb --encoding=UTF8 --data-checksums --auth-host=scram-sha-256 --pwfile=/tmp/password
                    exec postgres'
                """,
            ready: ("postgres", 5432), environment: ["DB_PASSWORD=secret"], data: "/var/lib/postgresql/data"),
        Service(
            name: "nginx", image: "localhost/runutils/nginx", entry: ["nginx-entry", "start"],
            byHand: """
                mkdir -p /run/nginx
                echo 'events {} http { server { listen 8080; root /usr/share/nginx/html; } }' >/tmp/nginx.conf
                exec nginx -c /tmp/nginx.conf -g 'daemon off;'
                """,
            ready: ("tcp", 8080)),
    ]
}

extension Measurement {
    /// Whole containers.
    static let services = Measurement(
        name: "services", title: "Services",
        about: """
            From the execve(2) of a container's first program to a service that is ready (its port is open, or a session of
            PostgreSQL gets as far as the password), by our entrypoint and by a shell that does the least by hand in the same image
            ("again": with the data directory of before). And all of `podman run`, to its end, of a program that ends at once.
            """,
        rounds: 10
    ) { rounds in
        guard let podman = Podman() else { return Result(tables: [], notes: ["Left out: no podman here."]) }
        var notes: [String] = []
        let present = Service.all.filter { service in
            if podman.has(service.image) { return true }
            notes.append("\(service.name): left out, since there is no image \(service.image).")
            return false
        }
        let tables = try present.map { service in
            var samples = Samples()
            try shuffledRounds(rounds, [true, false]) { isOurs in
                try podman.measure(service, isOurs, into: &samples)
            }
            return Table(of: samples, unit: "ms", comparedWith: "\(service.name) by hand", what: service.name)
        }
        var runs = Samples()
        let entries = ["base", "postgres", "nginx"].map {
            ("runutils/\($0)", "localhost/runutils/\($0)", ["--version"])
        }
        let all = [("debian, true", Podman.debian, ["true"])] + entries
        try shuffledRounds(rounds, all.filter { podman.has($0.1) }) { name, image, words in
            runs.add(try podman.time(["run", "--rm", "--network=none", image] + words), to: name)
        }
        return Result(
            tables: tables + [Table(of: runs, unit: "ms", comparedWith: "debian, true", what: "podman run")],
            notes: notes)
    }
}

private struct Podman {
    static let debian = "docker.io/library/debian:trixie-slim"
    private let environment: [String]
    private let container = "runutils-bench-\(getpid())"

    init?() {
        let names: [String] = ["CONTAINERS_CONF", "HOME"]
        environment = names.compactMap { name in getenv(name).map { "\(name)=\(String(cString: $0))" } }
        guard (try? run(["--version"])) != nil else { return nil }
    }

    @discardableResult
    func run(_ words: [String]) throws -> String {
        try Processes.output(of: ["podman"] + words, environment: environment)
    }

    func has(_ image: String) -> Bool { (try? run(["image", "exists", image])) != nil }

    /// In milliseconds.
    func time(_ words: [String]) throws -> Double {
        let start = Processes.now
        try run(words)
        return Double(Processes.now - start) / 1e6
    }

    /// Starts a service, twice where it keeps something.
    func measure(_ service: Service, _ isOurs: Bool, into samples: inout Samples) throws {
        let share = "\(Place.work)/share"
        try Files.makeDirectory(share)
        _ = try Processes.output(of: ["cp", Place.child, share])
        let volume = service.data.map { ["--volume", "\(container):\($0)"] } ?? []
        defer { if service.data != nil { _ = try? run(["volume", "rm", "--force", container]) } }
        for again in service.data == nil ? [""] : ["", " again"] {
            let stamps = try Stamps(in: share)
            let words = isOurs ? service.entry : ["sh", "-c", service.byHand]
            let fifo = "/bench/" + stamps.path.split(separator: "/").last!
            try run(
                ["run", "--detach", "--name", container, "--network=none", "--volume", "\(share):/bench"] + volume
                    + service.environment.flatMap { ["--env", $0] }
                    + [
                        "--entrypoint", "/bench/child", service.image, service.ready.probe, fifo,
                        "\(service.ready.port)",
                    ] + words)
            defer { _ = try? run(["rm", "--force", "--time", "0", container]) }
            let executed = try stamps.next(.executed)
            let ready: Int64
            do { ready = try stamps.next(.done, within: 60) } catch {
                throw Failure(
                    "\(service.name) was not ready: \(try Processes.output(of: ["sh", "-c", "podman logs \(container) 2>&1"], environment: environment))"
                )
            }
            samples.add(Double(ready - executed) / 1e6, to: "\(service.name) by \(isOurs ? "us" : "hand")\(again)")
            try run(["stop", "--time", "30", container])
        }
    }
}
