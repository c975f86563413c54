import Foundation
import Glibc
import Testing

/// Services for the entrypoint to supervise.
enum Helper {
    /// A program that takes every signal synchronously and says "got N."; it exits with 7 when the signal that its
    /// first argument names came as often as its second says. libc refuses the signals that it keeps for itself, so the
    /// calls are raw.
    static func reporter(until signal: CInt, times: Int = 1) throws -> [String] {
        [try compiled.get(), "\(signal)", "\(times)"]
    }

    /// A program that prints /proc/self/status as it was at its start, a line "Descriptors" with those that are open,
    /// and exits with 5.
    static func startReport() throws -> [String] { [try compiled.get()] }

    /// A program that executes the one behind it with an empty argv.
    static func emptyArguments() throws -> [String] { [try compiled.get()] }

    private static let source = """
        #define _GNU_SOURCE
        #include <fcntl.h>
        #include <stdint.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <sys/syscall.h>
        #include <unistd.h>
        static int report(void) {
            char line[256], separator = ':';
            printf("Descriptors");
            for (int i = 0; i < 1024; i++) {
                if (fcntl(i, F_GETFD) < 0) continue;
                printf("%c%d", separator, i);
                separator = ' ';
            }
            FILE *status = fopen("/proc/self/status", "r");
            printf("\\n");
            while (status && fgets(line, sizeof line, status)) fputs(line, stdout);
            return 5;
        }
        int main(int count, char **words) {
            uint64_t all = ~UINT64_C(0);
            if (count == 1) return report();
            if (count == 2) return execv(words[1], (char *[]){NULL});
            int last = atoi(words[1]), left = atoi(words[2]);
            syscall(SYS_rt_sigprocmask, 0, &all, NULL, sizeof all);
            dprintf(2, "service started\\n");
            while (1) {
                int number = (int)syscall(SYS_rt_sigtimedwait, &all, NULL, NULL, sizeof all);
                if (number > 0) dprintf(2, "got %d.\\n", number);
                if (number == last && --left == 0) return 7;
            }
        }
        """

    private static let directory = FileManager.default.temporaryDirectory
        .appendingPathComponent("process-tests-\(ProcessInfo.processInfo.processIdentifier)")

    private static let compiled = Result { try compile("reporter", source) }

    /// Compiles a C program.
    ///
    /// - Returns: Its path.
    static func compile(_ name: String, _ source: String, _ options: [String] = []) throws -> String {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let file = directory.appendingPathComponent("\(name).c")
        try Data(source.utf8).write(to: file)
        return try compile(name, by: ["cc", "-O1", "-Wall", "-Werror", file.path] + options)
    }

    /// Makes a program of a compiler's words, behind which the program's path is put.
    ///
    /// - Returns: Its path.
    static func compile(_ name: String, by words: [String]) throws -> String {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        atexit { try? FileManager.default.removeItem(at: Helper.directory) }
        let program = directory.appendingPathComponent(name).path
        // By another process: no program that another test starts meanwhile keeps the result open for writing.
        guard exitStatus(of: try spawn(words + ["-o", program])) == 0 else {
            throw ProcessFailure(description: "\(words[0]) failed: \(name).c")
        }
        return program
    }

    /// A shell program, as words.
    static func shell(_ script: String) -> [String] { ["sh", "-c", script] }

    /// A directory for PATH in which `sleep` says so before it sleeps.
    static func tellingSleep(_ scratch: Scratch) throws -> [String: String] {
        let script = "#!/bin/sh\necho sleep started >/proc/1/fd/2\nPATH=\(Entry.path)\nexec sleep \"$@\"\n"
        try scratch.write("bin/sleep", script, mode: 0o755)
        return ["PATH": "\(scratch["bin"]):\(Entry.path)"]
    }
}
