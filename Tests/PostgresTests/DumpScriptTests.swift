import Testing

@testable import PostgresEntry

/// SQL of somebody else's, taken apart.
@Suite struct DumpScriptTests {
    @Test(arguments: [
        ("", []), (" \n;", [";"]), ("SELECT 1", ["SELECT 1"]), ("a; b;\n\nc", ["a;", "b;", "c"]),
        ("-- a; b\nc;", ["c;"]), ("/* a; /* b; */ c; */ d;", ["d;"]), ("/* never closed;", []),
        ("a -- b;\n;c", ["a -- b;\n;", "c"]), ("a /* ; */;b", ["a /* ; */;", "b"]),
        ("'a;''b;';c;", ["'a;''b;';", "c;"]), (#""a;""b;";c;"#, [#""a;""b;";"#, "c;"]),
        // A backslash is one, but for E'…'.
        (#"'\';a;"#, [#"'\';"#, "a;"]), (#"E'\';a;';b;"#, [#"E'\';a;';"#, "b;"]), (#"e'\\';b;"#, [#"e'\\';"#, "b;"]),
        (#"nameE'\';b;"#, [#"nameE'\';"#, "b;"]),
        ("$$a;$$;b;", ["$$a;$$;", "b;"]), ("$t1$a;$$;$t1$;b;", ["$t1$a;$$;$t1$;", "b;"]),
        ("SELECT $1;b;", ["SELECT $1;", "b;"]), ("a$b$;c;", ["a$b$;", "c;"]), ("$$never;", ["$$never;"]),
        // A command of psql's is a line, but not within a text.
        ("\\connect a;b\nc;", ["\\connect a;b", "c;"]), ("'x\n\\connect b\n';c;", ["'x\n\\connect b\n';", "c;"]),
    ])
    func parts(_ text: String, _ expected: [String]) {
        #expect(DumpScript(text).parts == expected)
    }

    @Test(arguments: [
        ("--\n-- PostgreSQL database dump\n--\n\n\\restrict aB3\n\nSET x = 0;", "aB3"),
        ("SET x = 0;\n\\restrict aB3\n", nil), ("\\restrict a$/d;x\n", nil), ("", nil),
    ])
    func theKeyOfADump(_ text: String, _ expected: String?) {
        #expect(DumpScript(text).key == expected)
    }

    @Test(arguments: [
        ("CREATE DATABASE a;\n\\connect a\nx;", "\\connect a"), ("x;\n \\c\tb\n", "\\c\tb"), ("\\cd /tmp\n", nil),
        ("COMMENT ON TABLE t IS 'see\n\\connect a\n';", nil), ("COPY t (a) FROM stdin;\n\\connect a\n", nil),
    ])
    func whereADumpGoes(_ text: String, _ expected: String?) {
        #expect(DumpScript(text).connection == expected)
    }

    @Test func whatIsThereIsLeftOut() {
        let text = """
            \\restrict key
            CREATE ROLE app;
            ALTER ROLE app WITH LOGIN;
            CREATE ROLE app2;
            CREATE ROLE "two
            lines;";
            ALTER ROLE postgres WITH SUPERUSER PASSWORD 'x';
            COMMENT ON ROLE app IS 'a
            CREATE ROLE app;
            ';
            ALTER ROLE postgres2 WITH LOGIN;
            CREATE TABLESPACE fast OWNER app LOCATION '/x';
            \\unrestrict key
            """
        let beginnings = [
            "CREATE ROLE app;", "ALTER ROLE postgres WITH ", "CREATE TABLESPACE fast OWNER ",
            "CREATE ROLE \"two\nlines;\";",
        ]
        #expect(
            DumpScript(text).text(without: beginnings) == """
                ALTER ROLE app WITH LOGIN;
                CREATE ROLE app2;
                COMMENT ON ROLE app IS 'a
                CREATE ROLE app;
                ';
                ALTER ROLE postgres2 WITH LOGIN;

                """)
    }
}
