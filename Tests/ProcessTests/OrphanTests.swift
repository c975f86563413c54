import Foundation
import Glibc
import Testing

/// Many orphans.
@Suite(.limited) struct OrphanTests {
    /// Makes so many orphans one by one, and so many bursts of a hundred that end together; then it waits for TERM and
    /// exits with 9.
    private static let source = #"""
        #include <signal.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <sys/wait.h>
        #include <unistd.h>
        static void end(int signal) { _exit(9); }
        static void orphan(int count) {
            int gate[2];
            if (pipe(gate) < 0) _exit(1);
            pid_t parent = fork();
            if (parent == 0) {
                for (int i = 0; i < count; i++) {
                    pid_t child = fork();
                    if (child < 0) _exit(1);
                    char byte;
                    if (child == 0) {
                        close(gate[1]);
                        _exit(count > 1 && read(gate[0], &byte, 1) != 0);
                    }
                }
                _exit(0);
            }
            int status;
            if (waitpid(parent, &status, 0) < 0 || status != 0) {
                perror("orphans");
                _exit(1);
            }
            close(gate[0]);
            close(gate[1]);
        }
        int main(int count, char **words) {
            if (count != 3) return 2;
            signal(SIGTERM, end);
            for (int i = atoi(words[1]); i > 0; i--) orphan(1);
            for (int i = atoi(words[2]); i > 0; i--) orphan(100);
            fprintf(stderr, "all made\n");
            while (1) pause();
        }
        """#
    static let program = Result { try Helper.compile("orphans", source) }

    @Test(arguments: Place.allCases)
    func twentyThousand(_ place: Place) async throws {
        let command = ["base-entry", "run", "--", try OrphanTests.program.get(), "10000", "100"]
        try await Entry.with(command, [:], place) { entry in
            try await entry.running.line("all made", within: 60)
            let pid = try entry.pid
            try await eventually("only the service is left") { Processes.children(of: pid).count == 1 }
            #expect(Processes.zombies(of: pid).isEmpty)
            try entry.send(SIGTERM)
            #expect(try await entry.running.exit() == 9)
            #expect(!entry.running.errors.contains("left over"), "\(entry.running.errors)")
        }
    }
}
