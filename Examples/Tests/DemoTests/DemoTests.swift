import Foundation
import RunUtils
import Testing

@testable import demo_entry

/// What the entrypoint would do: in-process, without a container, without rights and without a database.
@Suite struct DemoTests {
    private let container = Container()
    private let environment = ["DB_PASSWORD": "it's \"secret\"", "DB_SEMAPHORE": "/opt/data/semaphores/postgres"]

    @Test func aStart() throws {
        let run = container.run(["start"], environment)
        #expect(run.status == .success, "\(run.messages)")
        // The waitfunc, the initfunc, the service.
        #expect(
            run.events.map(\.description) == [
                "wait semaphore:/opt/data/semaphores/postgres", "wait postgres:demo@/opt/data/sockets/.s.PGSQL.5432",
                "render /run/demo/gunicorn.conf.py", "render /run/demo/settings.json",
                "run python3 /opt/demo/migrate.py",
                "start gunicorn --config /run/demo/gunicorn.conf.py application:application",
            ])
        #expect(run.programs.first?.user == "demo")
        let service = try #require(run.service)
        #expect(service.words.first == "gunicorn")
        #expect(service.user == "demo")
        #expect(service.ids?.uid == 8000)
        #expect(service.ready == .condition(.httpSocket("/opt/data/sockets/demo.sock", path: "/health")))
        #expect(service.stop == .signal(.terminate))
        #expect(service.semaphore == nil)
        // The service finds the password in its configuration, which nobody else can read.
        #expect(service.environment["DB_PASSWORD"] == nil)
        #expect(run.owner(of: "/run/demo/settings.json")?.uid == 8000)
        #expect(try container.mode("run/demo/settings.json") == 0o400)
        #expect(try container.mode("opt/data/sockets") == 0o1777)
    }

    @Test func theSettings() throws {
        _ = container.run(["start"], environment)
        struct Settings: Decodable {
            struct Database: Decodable {
                let host, dbname, user, password: String
                let port: Int
            }
            let semaphores: String
            let database: Database
        }
        let settings = try JSONDecoder().decode(Settings.self, from: container.read("run/demo/settings.json"))
        #expect(settings.semaphores == "/opt/data/semaphores")
        #expect(settings.database.password == "it's \"secret\"")
        #expect(settings.database.port == 5432)
        let gunicorn = String(decoding: try container.read("run/demo/gunicorn.conf.py"), as: UTF8.self)
        #expect(gunicorn.contains("bind = \"unix:\" + \"/opt/data/sockets/demo.sock\"\n"))
    }

    @Test func aPortAndAServerElsewhere() throws {
        let run = container.run(["start"], ["DB_PASSWORD": "x", "DB_HOST": "db", "PORT": "8000"])
        #expect(run.status == .success, "\(run.messages)")
        #expect(run.waits == ["postgres://demo@db:5432"])
        #expect(run.service?.ready == .http(port: 8000, path: "/health"))
        let gunicorn = String(decoding: try container.read("run/demo/gunicorn.conf.py"), as: UTF8.self)
        #expect(gunicorn.contains("bind = \"0.0.0.0:8000\"\n"))
    }

    @Test func theFilesForAWebServer() throws {
        let run = container.run(["start"], environment.merging(["STATIC_DIR": "/opt/data/static"]) { $1 })
        #expect(run.status == .success, "\(run.messages)")
        #expect(try container.read("opt/data/static/style.css") == container.read("opt/demo/static/style.css"))
    }

    @Test func aMigrationAlone() {
        let run = container.run(["migrate"], environment)
        #expect(run.status == .success, "\(run.messages)")
        #expect(run.programs.map { $0.words } == [["python3", "/opt/demo/migrate.py"]])
        #expect(run.service == nil)
    }

    @Test func aMigrationThatFails() {
        let run = container.run(["start"], environment) { _ in .init(status: 1) }
        #expect(run.status == .failure)
        #expect(run.service == nil)
    }

    @Test func aDatabaseThatDoesNotCome() {
        let run = container.run(["start"], environment, holds: { $0 != .semaphore("/opt/data/semaphores/postgres") })
        #expect(run.status == .unavailable)
        #expect(run.events.first == .waited("semaphore:/opt/data/semaphores/postgres", held: false))
        #expect(run.service == nil && run.programs == [])
    }

    @Test func aMissingPassword() {
        let run = container.run(["start"], [:])
        #expect(run.status == .configuration)
        #expect(run.messages.contains("  DB_PASSWORD is not set; expected a text"), "\(run.messages)")
    }
}
