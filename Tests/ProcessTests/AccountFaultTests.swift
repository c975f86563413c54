import Foundation
import Glibc
import Testing

/// What may happen while the account files are edited: nothing is lost and nothing half written. All of it in an /etc of
/// the test's own, in memory.
@Suite(.limited) struct AccountFaultTests {
    private static let passwd = "root:x:0:0:root:/root:/bin/bash\nold:x:33:33::/:/bin/false\n"
    private static let group = "root:x:0:\nold:x:33:\n"
    private static let shadow = "root:*:1::::::\nold:*:1::::::\n"
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try scratch.write("old/passwd", AccountFaultTests.passwd)
        try scratch.write("old/group", AccountFaultTests.group)
        try scratch.write("old/shadow", AccountFaultTests.shadow, mode: 0o640)
    }

    /// - Parameter options: Of the tmpfs.
    private func setup(_ options: String = "mode=755") -> String {
        """
        mount -t tmpfs -o \(options) tmpfs /etc; cp -p \(scratch["old"])/* /etc
        mount -t tmpfs -o mode=755 tmpfs /home
        """
    }

    /// Runs a script with the executable for "$@".
    private func run(
        _ script: String, _ words: [String] = ["accounts", "a", "4000", "1"], setup: String,
        within seconds: Double = Patience.seconds
    ) async throws -> Finished {
        try await Entry.run(
            ["callback-entry"] + words, [:], .belowInit, setup: setup, wrapper: Helper.shell(script) + ["sh"],
            within: seconds)
    }

    // MARK: At the same time

    /// Each account is changed twenty times, and each change tells what it found.
    @Test func tenThousandEditsByTwoLoseNone() async throws {
        let script = """
            "$@" accounts a 10000 5000 250 2>/run/log & first=$!
            "$@" accounts b 20000 5000 250 2>/run/log2 || exit 1
            wait $first || exit 2
            cat /run/log2 >>/run/log
            for kind in user group; do
                perl -ne '/ '$kind' .* had ids? (\\d+)[:,].* to (\\d+)/ and ++$n and $lost += $2 - $1 != 250 }{ print $n, " ", $lost + 0, "\\n"' /run/log
            done
            for file in passwd group shadow; do cut -d: -f1 /etc/$file | sort -u | wc -l; wc -l </etc/$file; done
            ls -A /etc | sort | xargs
            """
        let result = try await run(script, [], setup: setup(), within: 120)
        #expect(result.status == 0, "\(result.errors)")
        let counts = "9500 0\n9500 0\n" + String(repeating: "502\n502\n", count: 3)
        #expect(result.output == "\(counts).pwd.lock group passwd shadow\n", "\(result.errors)")
    }

    /// useradd and its like take lckpwdf(3).
    private static let locker = """
        #define _GNU_SOURCE
        #include <shadow.h>
        #include <stdio.h>
        #include <stdlib.h>
        int main(int count, char **words) {
            for (int i = 0; i < atoi(words[1]); i++) {
                if (lckpwdf() != 0) return 1;
                FILE *old = fopen("/etc/passwd", "r"), *new = fopen("/etc/passwd+", "w");
                for (int byte; (byte = getc(old)) != EOF;) putc(byte, new);
                fprintf(new, "tool%d:x:%d:1::/:/bin/sh\\n", i, 50000 + i);
                fclose(old);
                fclose(new);
                if (rename("/etc/passwd+", "/etc/passwd") < 0) return 2;
                ulckpwdf();
            }
        }
        """

    @Test func toolsThatTakeTheUsualLockLoseNone() async throws {
        try scratch.write("locker.c", AccountFaultTests.locker)
        let script = """
            /run/locker 300 & other=$!
            "$@" || exit 1
            wait $other || exit 2
            grep -c ^tool /etc/passwd; grep -c ^a /etc/passwd
            """
        let result = try await run(
            script, ["accounts", "a", "4000", "300"], setup: "cc -o /run/locker \(scratch["locker.c"]); \(setup())",
            within: 60)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "300\n300\n", "\(result.errors)")
    }

    // MARK: A fault or a kill at every system call

    /// Repeats an edit, each time with another system call that goes wrong, and looks at the files after it: each must be
    /// the old or the new one. Another run, undisturbed, must succeed then and leave nothing behind.
    private static let everyCall = """
        reset() {
            rm -rf /etc/* /etc/.[!.]* /home/* /home/.[!.]*
            cp -p "$old"/* /etc/
        }
        look() {
            for file in passwd group shadow; do
                cmp -s /etc/$file "$old/$file" || cmp -s /etc/$file /run/new/$file || echo "$* : /etc/$file is neither old nor new"
            done
            "$entry" accounts a 4000 1 >/run/output 2>&1 || echo "$* : the next run fails: $(cat /run/output)"
            for file in passwd group shadow; do
                cmp -s /etc/$file /run/new/$file || echo "$* : /etc/$file is not made by the next run"
                [ "$(stat -c %a:%u:%g /etc/$file)" = "$(stat -c %a:%u:%g "$old/$file")" ] || echo "$* : mode of $file"
            done
            [ "$(ls -A /etc | sort | xargs)" = ".pwd.lock group passwd shadow" ] || echo "$* : left in /etc: $(ls -A /etc | xargs)"
            # A home that could not be made is no obstacle; a kill leaves none half made.
            case $1:$2 in error=*:mkdirat | error=*:fchown | error=*:renameat2 | error=*:openat | error=*:openat2)
                [ -e /home/a0 ] || return ;;
            esac
            [ "$(ls -A /home | xargs)" = a0 ] || echo "$* : left in /home: $(ls -A /home | xargs)"
            [ "$(stat -c %a:%u:%g /home/a0)" = 700:4000:4000 ] || echo "$* : /home/a0 is $(stat -c %a:%u:%g /home/a0)"
        }
        entry=$1 old=$2 fault=$3
        reset
        strace -o /run/trace "$entry" accounts a 4000 1 || exit 1
        mkdir /run/new && cp -p /etc/passwd /etc/group /etc/shadow /run/new/
        sed -n 's/^\\([a-z_0-9]*\\)(.*/\\1/p' /run/trace | grep -vE '^(execve|exit_group)$' >/run/calls
        sort /run/calls | uniq -c | while read -r count name; do
            case $fault:$name in
                signal=KILL:*) ;;
                # Memory and what a process is made of is out of this test's scope; access looks for bash.
                *:access | *:brk | *:mmap | *:munmap | *:mprotect | *:arch_prctl | *:set_tid_address | *:rt_sig*) continue ;;
            esac
            for number in $(seq $count); do
                reset
                strace -o /dev/null -e inject=$name:$fault:when=$number "$entry" accounts a 4000 1 >/dev/null 2>&1
                look $fault $name $number
                echo run >>/run/runs
            done
        done
        wc -l </run/runs
        """

    @Test(arguments: ["signal=KILL", "error=EIO", "error=ENOSPC", "error=EMFILE"])
    func atEverySystemCall(_ fault: String) async throws {
        let result = try await Entry.run(
            [Entry.executable("callback-entry"), scratch["old"], fault], [:], .belowInit, setup: setup(),
            wrapper: ["bash", "-c", AccountFaultTests.everyCall, "bash"], within: 240)
        #expect(result.status == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 1, "\(result.output)")
        #expect(lines.last.flatMap { Int($0) } ?? 0 >= 40, "\(result.output)")
    }

    // MARK: No room, no descriptors

    private static let unchanged = """
        "$@"; code=$?
        for file in passwd group shadow; do cmp /etc/$file \"$OLD\"/$file || code=99; done
        ls -A /etc | grep -vE '^(\\.pwd\\.lock|passwd|group|shadow|fill)$' && code=98
        exit $code
        """

    @Test(arguments: [
        // Not one block left, and one, which takes the first file only.
        "size=32k: dd if=/dev/zero of=/etc/fill bs=4096 count=5",
        "size=32k: dd if=/dev/zero of=/etc/fill bs=4096 count=4",
        "nr_inodes=5: true", "nr_inodes=6: true",
    ])
    func aFullDisk(_ row: String) async throws {
        let parts = row.split(separator: ":")
        let fill = "{ \(parts[1]) 2>/dev/null || true; }"
        let result = try await run(
            "OLD=\(scratch["old"]); \(AccountFaultTests.unchanged)", setup: "\(setup("mode=755,\(parts[0])")); \(fill)")
        #expect(result.status == 71, "\(result.output)\(result.errors)")
        #expect(result.errors.contains("No space left on device\n"), "\(result.errors)")
        #expect(result.output == "")
    }

    @Test(.enabled(if: Entry.isStatic("callback-entry"), "the dynamic loader needs a descriptor of its own"))
    func tooFewDescriptors() async throws {
        var statuses: [Int] = []
        for limit in 3...11 {
            let script = """
                (ulimit -n \(limit); exec "$@"); code=$?
                [ $code = 0 ] || for file in passwd group shadow; do cmp /etc/$file \(scratch["old"])/$file || code=99; done
                ls -A /etc | grep run-utils- && code=98
                exit $code
                """
            let result = try await run(script, setup: setup())
            statuses.append(result.status)
            // As musl says it, or glibc.
            let isTold =
                result.errors.contains("No file descriptors available\n")
                || result.errors.contains("Too many open files\n")
            #expect(result.status == 0 || isTold, "\(limit): \(result.errors)")
        }
        #expect(
            statuses.first == 71 && statuses.last == 0 && statuses.allSatisfy { $0 == 0 || $0 == 71 }, "\(statuses)")
    }

    // MARK: Files that cannot be replaced, and odd ones

    @Test func aMountedPasswd() async throws {
        let mounted = "cp /etc/passwd /run/passwd; mount --bind /run/passwd /etc/passwd"
        let show = "\"$@\"; code=$?; tail -n 1 /etc/passwd; tail -n 1 /etc/group; ls -A /etc | xargs; exit $code"
        let writable = try await run(show, setup: "\(setup()); \(mounted)")
        #expect(writable.status == 0, "\(writable.errors)")
        let lines = writable.output.split(separator: "\n")
        #expect(lines.first == "a0:x:4000:4000::/:/bin/sh", "\(writable.output)")
        #expect(lines.last == ".pwd.lock group passwd shadow")
        let readOnly = try await run(show, setup: "\(setup()); \(mounted); mount -o remount,bind,ro /etc/passwd")
        #expect(readOnly.status == 0, "\(readOnly.errors)")
        #expect(
            readOnly.errors.hasPrefix(
                "callback: no account is made, its ids are used as numbers: cannot replace \"/etc/passwd\": "),
            "\(readOnly.errors)")
        #expect(readOnly.output == "old:x:33:33::/:/bin/false\nold:x:33:\n.pwd.lock group passwd shadow\n")
    }

    @Test func linksStayLinks() async throws {
        let links =
            "mkdir /run/real; mv /etc/passwd /etc/group /run/real/; ln -s /run/real/passwd /etc; ln -s ../run/real/group /etc"
        let script =
            "\"$@\"; code=$?; readlink /etc/passwd /etc/group; tail -n 1 /run/real/passwd; ls -A /run/real | xargs; exit $code"
        let result = try await run(script, setup: "\(setup()); \(links)")
        #expect(result.status == 0, "\(result.errors)")
        #expect(
            result.output
                == "/run/real/passwd\n../run/real/group\na0:x:4000:4000::/home/a0:/bin/bash\ngroup passwd\n")
    }

    /// trusted.* takes CAP_SYS_ADMIN and stands for the labels of security modules here.
    @Test func attributesStay() async throws {
        let set =
            "perl -e 'my ($p, $n, $v) = (\"/etc/passwd\", \"trusted.label\", \"some\"); syscall(NUMBER, $p, $n, $v, 4, 0) == 0 or die $!'"
        let get =
            "perl -e 'my ($p, $n, $v) = (\"/etc/passwd\", \"trusted.label\", \" \" x 9); my $s = syscall(NUMBER, $p, $n, $v, 9); print substr($v, 0, $s)'"
        #if arch(x86_64)
            let (setxattr, getxattr) = ("188", "191")
        #else
            let (setxattr, getxattr) = ("5", "8")
        #endif
        let result = try await run(
            "\"$@\" && \(get.replacing("NUMBER", with: getxattr)); stat -c ' %a %u:%g' /etc/passwd",
            setup:
                "\(setup()); chmod 640 /etc/passwd; chown 7:8 /etc/passwd; \(set.replacing("NUMBER", with: setxattr))")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "some 640 7:8\n", "\(result.errors)")
    }
}
