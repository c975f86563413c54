import Foundation
import RunUtils
import TestSupport
import Testing

@testable import PostgresEntry

/// What becomes of the image's own templates.
@Suite struct RenderingTests {
    private let root: Scratch

    /// A directory that stands for the root of a container.
    init() throws {
        root = try Scratch()
        try root.write("etc/passwd", "root:x:0:0:root:/root:/bin/sh\npostgres:x:5432:5432::/:/bin/false\n")
        try root.write("etc/group", "root:x:0:\npostgres:x:5432:\n")
        let config = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../images/postgres/config")
        for name in ["postgresql.conf", "pg_hba.conf", "pg_ident.conf"] {
            try root.write("opt/config/\(name)", try String(contentsOf: config.appending(path: name), encoding: .utf8))
        }
    }

    private func rendered(_ name: String, _ environment: [String: String]) throws -> String {
        let run = Entry.entrypoint.dryRun(["render"], environment: environment, root: root.path)
        #expect(run.status == .success, "\(run.messages)")
        return try root.read("run/postgres/\(name)")
    }

    /// Whoever keeps passwords as MD5 lets nobody in by SCRAM.
    @Test(arguments: [
        ([:], "scram-sha-256"), (["POSTGRES_INITDB_ARGS": "--auth-host=md5"], "md5"),
        (["POSTGRES_INITDB_ARGS": "--auth=md5", "POSTGRES_HOST_AUTH_METHOD": ""], "md5"),
        (["POSTGRES_INITDB_ARGS": "--auth-host=md5", "POSTGRES_HOST_AUTH_METHOD": "trust"], "trust"),
    ])
    func theMethodOfHosts(_ environment: [String: String], _ method: String) throws {
        let last = try rendered("pg_hba.conf", environment).split(separator: "\n").last ?? ""
        #expect(last.split(separator: " ") == ["host", "all", "all", "all", Substring(method)])
    }
}
