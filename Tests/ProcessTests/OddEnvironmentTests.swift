import Foundation
import Glibc
import Testing

/// Environments that are large, and names, values and paths of any bytes.
@Suite(.limited) struct OddEnvironmentTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// One value that is nearly as long as the kernel takes, and many others.
    private static func large(_ kilobytes: Int) -> [String: String] {
        var environment = ["BIG": String(repeating: "b", count: 120_000)]
        for number in 0..<kilobytes { environment["V\(number)"] = String(repeating: "v", count: 1000) }
        return environment
    }

    @Test(arguments: Place.allCases)
    func aMegabyte(_ place: Place) async throws {
        try scratch.write("templates/app.conf", "<{{BIG}}>")
        let target = scratch["target"]
        let show =
            "my $n = 0; $n += length for values %ENV; print $n > 1_000_000 ? 'all' : $n, ' ', -s '\(target)/app.conf'"
        let result = try await Entry.run(
            [
                "base-entry", "run", "--template", "\(scratch["templates"]):\(target)", "--wait",
                "command:sh -c 'test ${#BIG} = 120000'", "--", "perl", "-e", show,
            ], OddEnvironmentTests.large(900), place)
        #expect(result.status == 0, "\(result.errors.prefix(1000))")
        #expect(result.output == "all 120002")
    }

    @Test(arguments: Place.allCases)
    func moreThanTheKernelTakes(_ place: Place) async throws {
        // A quarter of the stack limit is what a new program may get. The hook makes that less for our next one.
        let script = "#!/bin/sh\nprlimit --pid $PPID --stack=524288:524288\n"
        let setup =
            "mount -t tmpfs tmpfs /opt; mkdir -p /opt/config/init.d; cp -p \(try scratch.write("hook", script, mode: 0o755))"
            + " /opt/config/init.d/"
        let result = try await Entry.run(
            ["base-entry", "run", "--", "true"], OddEnvironmentTests.large(100), place, setup: setup)
        #expect(result.status == 126)
        let expected = """
            base: cannot start "true": Argument list too long
            hint: a word takes 128 KiB at most; arguments and environment together a quarter of the stack limit

            """
        #expect(result.errors.hasSuffix(expected), "\(result.errors)")
    }

    /// File names and a value with a space, quotes, a newline and bytes that are no UTF-8, as hexadecimal digits.
    @Test func templatesOfAnyBytes() async throws {
        let setup = """
            mkdir /run/t; odd=$(printf 'a b"\\047\\n\\377\\300'); printf '[{{ODD}}]' >"/run/t/$odd"
            printf '{{NONE}}' >"/run/t-$(printf 'a b"\\047\\nc')"
            """
        let show = """
            chdir '/run/out'; for my $file (<*>, glob('"*"')) { open my $in, '<', $file or die; local $/;
            print unpack('H*', $file), ' ', unpack('H*', <$in>), "\\n"; last }
            """
        let wrapper = Helper.shell("ODD=$(printf 'v \"\\047\\n\\377') exec \"$@\"") + ["sh"]
        let result = try await Entry.run(
            ["base-entry", "run", "--template", "/run/t:/run/out", "--", "perl", "-e", show], setup: setup,
            wrapper: wrapper)
        #expect(result.status == 0, "\(result.errors)")
        #expect(
            result.output == "61206222270affc0 5b762022270aff5d\n", "\(result.errors)")
        let failing = Helper.shell(
            "exec \"$@\" --template \"/run/t-$(printf 'a b\"\\047\\nc'):/run/out\" -- true")
        let failure = try await Entry.run(["base-entry", "run"], setup: setup, wrapper: failing + ["sh"])
        #expect(failure.status == 78)
        #expect(failure.errors.contains("/run/t-a b\\\"'\\nc"), "\(failure.errors)")
        #expect(failure.errors.contains("NONE"), "\(failure.errors)")
    }

    @Test(arguments: [
        "a b", "say \\\"hi\\\"", "it\\047s", "line\\nline", "\\033[31m", "\\377\\300", "-", "$HOME", "*",
    ])
    func usersOfAnyBytes(_ escaped: String) async throws {
        for format in ["text", "json"] {
            let variable = Helper.shell("USER_NAME=$(printf '\(escaped)') exec \"$@\"") + ["sh"]
            let declared = try await Entry.run(
                ["base-entry", "run", "--", "true"], ["USER_UID": "5", "LOG_FORMAT": format], wrapper: variable)
            #expect(declared.status == 78, "\(declared.errors)")
            let option = Helper.shell("exec \"$@\" --user \"$(printf -- '\(escaped)')\" -- true") + ["sh"]
            let named = try await Entry.run(["base-entry", "run"], ["LOG_FORMAT": format], wrapper: option)
            #expect(named.status == 78, "\(named.errors)")
            for errors in [declared.errors, named.errors] {
                // One report on lines of its own, without control characters of the value.
                #expect(errors.split(separator: "\n").count <= 3, "\(errors)")
                #expect(!errors.unicodeScalars.contains { $0.value < 32 && $0 != "\n" }, "\(errors)")
            }
        }
    }
}
