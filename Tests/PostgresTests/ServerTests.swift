import RunUtils
import Testing

@testable import PostgresEntry

/// Where the server is, and what its scripts are.
@Suite struct ServerTests {
    @Test(
        arguments: [
            ([], "port", nil), (["-c", "work_mem=1MB"], "port", nil), (["-p", "1"], "port", "1"),
            (["-p2"], "port", "2"),
            (["-c", "port=3"], "port", "3"), (["--port=4"], "port", "4"), (["-p", "5", "-c", "port=6"], "port", "6"),
            (["-p"], "port", ""), (["-cport=7"], "port", "7"), (["-Fp", "8"], "port", "8"),
            (["-c", "PORT=9"], "port", "9"), (["-l", "-p", "10"], "port", "10"),
            (["-b", "-D/x", "-p11"], "port", "11"),
            (["-k", "/a"], "unix_socket_directories", "/a"), (["-Fk/b"], "unix_socket_directories", "/b"),
            (["--hba-file=/c"], "hba_file", "/c"), (["--hba_file=/d=e"], "hba_file", "/d=e"),
            (["-c", "config_file=/f", "-c", "config_file=/g"], "config_file", "/g"),
            (["-B", "-p", "-p", "5"], "port", "5"), (["-c", "-p"], "port", nil), (["-c", "port"], "port", nil),
        ] as [([String], String, String?)])
    func commandLines(_ words: [String], _ name: String, _ value: String?) {
        #expect(ServerWords(words)[name] == value)
    }

    @Test func aDataDirectoryOfTheCommandLine() {
        #expect(ServerWords(["-D", "/a"]).dataDirectory == "/a" && ServerWords(["-D/b"]).dataDirectory == "/b")
        #expect(ServerWords(["-d", "5", "-c", "x=-D"]).dataDirectory == nil)
        for words in [["-D", "/b"], ["-c", "data-directory=/b"], ["--data_directory=/b"]] {
            #expect(Place.objection(to: words, "/a")?.status == .usage)
        }
        #expect(Place.objection(to: ["-D", "/a", "-p", "1"], "/a") == nil)
        #expect(Place.objection(to: ["-D/a/./", "--data_directory=//a"], "/a") == nil)
    }

    @Test(
        arguments: [
            ("# port = 1\n#hba_file = 'x'\nwork_mem = 1MB\n", [], [], false), ("port = 1\n", ["port"], [], false),
            ("  PORT 1\r\nport=2", ["port"], [], false),
            ("\thba_file='/x'\nsupport = 1\nport_x = 1\n", ["hba_file"], [], false),
            ("include 'a.conf'\nInclude_If_Exists='/b'\n", [], ["a.conf", "/b"], false),
            ("include_dir 'conf.d'\n", [], [], true),
            ("include a.conf\n", [], [], true), ("include 'it''s'\n", [], [], true), ("", [], [], false),
        ] as [(String, [String], [String], Bool)])
    func configurationFiles(_ text: String, _ named: [String], _ includes: [String], _ isOpen: Bool) {
        let scan = ConfigurationScan(text, for: ["port", "hba_file"])
        #expect(scan.named == named && scan.includes == includes && scan.isOpen == isOpen)
    }

    @Test func includedFiles() {
        func scan(_ files: [String: String], from first: String = "/c/a") -> (names: [String], isOpen: Bool) {
            ConfigurationScan.names(["port", "jit"], from: [FilePath(first)]) { files[$0.description] }
        }
        let found = scan(["/c/a": "include 'b'\ninclude '/d'\n", "/c/b": "port = 1\n", "/d": "jit = on\n"])
        #expect(found.names.sorted() == ["jit", "port"] && !found.isOpen)
        #expect(scan(["/c/a": "include 'b'\n"]).isOpen && scan(["/c/a": "include 'a'\n"]).isOpen)
        // Each of them includes the next one, twenty times: nobody waits for all of that.
        var reads = 0
        let many = ConfigurationScan.names(["port"], from: ["/0"]) { path in
            reads += 1
            let next = (Int(path.description.dropFirst()) ?? 0) + 1
            return next > 9 ? "" : String(repeating: "include '/\(next)'\n", count: 20)
        }
        #expect(many.isOpen && many.names == ["port"] && reads == ConfigurationScan.limit)
    }

    @Test(
        arguments: [
            ("/a", "/a"), ("/a, /b", "/a"), ("\"/a, \"\"b\"\"\",/c", "/a, \"b\""), (" /a ,/b", "/a"), ("", nil),
            (",/a", nil),
        ] as [(String, String?)])
    func socketDirectories(_ list: String, _ first: String?) { #expect(Place.first(ofList: list) == first) }

    @Test func aRunningServerTellsWhereItIs() {
        let text = "29\n/data\n1796014696\n5433\n/run/sockets\n*\n  5432001         3\nready   \n"
        let server = RunningServer(text)
        #expect(server?.pid == 29 && server?.port == 5433 && server?.socketDirectory == "/run/sockets")
        #expect(RunningServer("29\n/data\n1\n5433\n\n*\n") == nil && RunningServer("") == nil)
        #expect(RunningServer("29\n/data\n1\n70000\n/run\n") == nil)
    }

    /// What the kernel would not execute as it is meant.
    @Test(
        arguments: [
            ("#!/bin/bash\necho\n", nil), ("echo\n", nil), ("", nil), ("echo\r\n", nil),
            ("#!/bin/bash\necho \r\n", nil),
            ("\u{feff}#!/bin/bash\n", "byte order mark"), ("#!/bin/bash\r\necho\r\n", "carriage return"),
            ("#!/bin/bash\r", "carriage return"),
        ] as [(String, String?)])
    func executableScripts(_ text: String, _ fault: String?) {
        let objection = InitScripts.objection(toExecutable: text)
        #expect((objection == nil) == (fault == nil))
        if let fault { #expect(objection?.fault.contains(fault) ?? false) }
        #expect(
            (InitScripts.hint(toFailed: text) != nil) == (text.unicodeScalars.contains("\r") && text.utf8.contains(10)))
    }

    @Test(
        arguments: [
            ([], nil, nil, false), (["--auth-host=md5"], nil, "md5", true), (["--auth", "md5"], "md5", "md5", true),
            (["-A", "md5", "--auth-local=scram-sha-256"], "scram-sha-256", "md5", false),
            (["-Atrust"], "trust", "trust", false),
            (["--auth-local", "md5"], "md5", nil, true),
        ] as [([String], String?, String?, Bool)])
    func methodsOfInitdb(_ words: [String], _ local: String?, _ host: String?, _ keepsMD5: Bool) {
        let arguments = InitdbArguments(words)
        #expect(arguments.localMethod == local && arguments.hostMethod == host && arguments.keepsMD5 == keepsMD5)
        #expect(arguments.objection == nil)
    }

    @Test(
        arguments: [
            ([], [], nil), (["--auth-host=md5"], [], "md5"), (["--auth", "scram-sha-256"], [], nil),
            (["-c", "password_encryption=MD5"], [], "md5"), (["--set=Password-Encryption=md5"], [], "md5"),
            (["-c", "work_mem=4MB", "-c", "password_encryption=scram-sha-256"], [], nil),
            ([], ["-c", "password_encryption=md5"], "md5"), ([], ["--password-encryption=md5"], "md5"),
            ([], ["-c", "password_encryption=scram-sha-256"], nil),
            (["-A", "md5"], ["-c", "password_encryption=scram-sha-256"], "md5"),
        ] as [([String], [String], String?)])
    func methodsOfPasswords(_ arguments: [String], _ words: [String], _ method: String?) {
        #expect(HostAuthentication.methodOfPasswords(arguments, words) == method)
    }

    @Test(arguments: [
        (["-U", "other"], "POSTGRES_USER"), (["--username=other"], "POSTGRES_USER"), (["-k", "-D/x"], "PGDATA"),
        (["--waldir", "/x"], "POSTGRES_INITDB_WALDIR"), (["--pwfile=/x"], "POSTGRES_PASSWORD_FILE"),
        (["-W"], "POSTGRES_PASSWORD"),
    ])
    func whatInitdbIsNotTold(_ words: [String], _ variable: String) {
        #expect(InitdbArguments(words).objection?.hint == "set \(variable)")
    }

    @Test(
        arguments: [
            ("scram-sha-256", true), ("md5", true), ("trust", true), ("trust ", true), ("ldap ldapserver=x", true),
            ("trusted", false),
            ("", false), ("md5 # x", false), ("scram-sha-256\nhost replication all all md5", true),
            ("md5\n\n# x\nlocal all all md5\n", true),
            ("md5\nfrobnicate", false), ("md5\r", false),
        ])
    func methodsOfHosts(_ text: String, _ isValid: Bool) { #expect(HostAuthentication.isValid(text) == isValid) }

    @Test func aVolumeAboveAnAnonymousOne() {
        let name = String(repeating: "0a", count: 32)
        let above = "36 35 98:0 /named/_data /var/lib/postgresql rw - ext4 /dev/x rw\n"
        let own = "37 36 98:0 /volumes/\(name)/_data /var/lib/postgresql/data rw - ext4 /dev/x rw\n"
        let named = "37 36 98:0 /volumes/mine/_data /var/lib/postgresql/data rw - ext4 /dev/x rw\n"
        func volume(_ table: String) -> String? { AnonymousVolume.volume(above: "/var/lib/postgresql/data", table) }
        #expect(volume(above + own) == "/var/lib/postgresql")
        #expect(volume(above + named) == nil && volume(own) == nil && volume(above) == nil && volume("") == nil)
    }

    @Test func aRecordIsReadBack() {
        var record = Record()
        record.isOurs = true
        record.password = "SCRAM"
        record.accessRules = "abc="
        record.superuser = "the owner"
        #expect(Record(record.text) == record)
    }
}
