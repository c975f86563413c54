import Foundation
import Testing

/// A first start of PostgreSQL that is disturbed, and what it has made when it is over.
struct FirstStart {
    /// A first start with a step of every kind.
    func scripts() throws -> HostDirectory {
        let scripts = try HostDirectory()
        try scripts.write("10.sql", "CREATE TABLE first AS SELECT g FROM generate_series(1, 50000) g;\n")
        // What lies in the data directory itself, by its path there.
        try scripts.write(
            "15.sh",
            """
            mkdir "$PGDATA/ts"
            "${psql[@]}" -q -c "CREATE TABLESPACE ts LOCATION '$PGDATA/ts'" -c 'CREATE TABLE spaced TABLESPACE ts AS SELECT 1 x'
            echo '# by a script' >>"$PGDATA/pg_hba.conf"

            """)
        try scripts.write("20.sh", "sleep 0.3; psql -q -c 'CREATE TABLE second AS SELECT * FROM first'\n")
        try scripts.write("30.sql", "CREATE TABLE last AS SELECT count(*) FROM second;\n")
        return scripts
    }

    let environment = [
        "DB_PASSWORD": "secret", "ROLES": "app", "DATABASES": "app:app", "EXTENSIONS": "app.hstore",
    ]

    /// Everything that the first start makes is there.
    func expectWhole(_ server: Server, _ moment: String) async throws {
        #expect(try await server.query("SELECT * FROM last, spaced") == "50000|1", "\(moment)")
        let lines = try await server.exec(["grep", "-c", "# by a script", "\(Server.dataDirectory)/pg_hba.conf"])
        #expect(lines.output == "1\n", "\(moment)")
        #expect(
            try await server.query("SELECT extname FROM pg_extension WHERE extname = 'hstore'", database: "app")
                == "hstore")
        #expect(try await server.login("postgres", "secret", database: "app").output == "1\n")
    }

    /// How long an undisturbed first start takes here, in milliseconds.
    func duration(_ stage: Stage, _ scripts: HostDirectory) async throws -> Int {
        let server = try await Server(stage, "measure")
        let start = ContinuousClock.now
        try await server.start(environment, scripts.mount("/docker-entrypoint-initdb.d"))
        try await stage.waitForLog("measure", "ready in")
        let time = (ContinuousClock.now - start).components
        try await expectWhole(server, "undisturbed")
        try await server.remove()
        return Int(time.seconds) * 1000 + Int(time.attoseconds / 1_000_000_000_000_000)
    }
}
