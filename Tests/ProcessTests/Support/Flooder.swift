import Foundation
import Glibc

/// A program that floods an entrypoint with something, as fast as it can.
enum Flooder {
    /// Floods PID 1 of the namespace that it is run in.
    ///
    /// - Parameter kind: `realtime`, `standard` (signals), `orphans`, or `files` in a directory.
    static func outside(_ kind: String, _ directory: String = "") throws -> [String] {
        [try program.get(), kind, directory]
    }

    /// Writes to its standard output without end.
    static func output() throws -> String { "\(try program.get()) output" }

    /// A service that ends with 7 on TERM, or is deaf to everything but KILL.
    ///
    /// - Parameter kind: What a child of its does: `notify`, `descriptor` (writes to number 3), `errors` (writes to standard
    ///   error), `bomb` (forks), or nothing.
    static func service(isDeaf: Bool, _ kind: String? = nil) throws -> [String] {
        [try program.get(), isDeaf ? "deaf" : "tame"] + (kind.map { [$0] } ?? [])
    }

    private static let program = Result { try Helper.compile("flood", source) }

    private static let source = #"""
        #define _GNU_SOURCE
        #include <errno.h>
        #include <fcntl.h>
        #include <signal.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <stddef.h>
        #include <string.h>
        #include <sys/socket.h>
        #include <sys/un.h>
        #include <sys/wait.h>
        #include <time.h>
        #include <unistd.h>

        static int target = 1;

        static void signals(int first, int last) {
            union sigval value = {0};
            while (1) for (int signal = first; signal <= last; signal++) {
                if (sigqueue(target, signal, value) < 0 && errno == ESRCH) return;
            }
        }

        static void standard(void) {
            const int kinds[] = {SIGHUP, SIGUSR1, SIGUSR2, SIGWINCH, SIGALRM, SIGPIPE, SIGTSTP, SIGSYS};
            for (size_t i = 0;; i = (i + 1) % (sizeof kinds / sizeof *kinds)) {
                if (kill(target, kinds[i]) < 0 && errno == ESRCH) return;
            }
        }

        static void orphans(void) {
            while (1) {
                pid_t child = fork();
                if (child == 0) {
                    for (int i = 0; i < 20; i++) if (fork() == 0) _exit(0);
                    _exit(0);
                }
                if (child > 0) waitpid(child, NULL, 0);
            }
        }

        static void notify(void) {
            const char *name = getenv("NOTIFY_SOCKET");
            struct sockaddr_un address = {.sun_family = AF_UNIX};
            if (!name) exit(98);
            strcpy(address.sun_path, name);
            address.sun_path[0] = 0;
            int descriptor = socket(AF_UNIX, SOCK_DGRAM, 0);
            for (unsigned number = 0;; number++) {
                char text[80];
                const char *ready = number % 2 ? "READY=1\n" : "";
                int length = snprintf(text, sizeof text, "%sSTATUS=%u\nMAINPID=%u", ready, number, number % 4000 + 2);
                socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name));
                ssize_t sent = sendto(descriptor, text, (size_t)length, 0, (struct sockaddr *)&address, size);
                if (sent < 0 && errno == ECONNREFUSED) return;
            }
        }

        static void output(int descriptor) {
            static char bytes[65536];
            memset(bytes, 'x', sizeof bytes);
            signal(SIGPIPE, SIG_IGN);
            while (write(descriptor, bytes, sizeof bytes) >= 0 || errno == EINTR || errno == EAGAIN) {}
        }

        static void files(const char *directory) {
            char path[4096];
            for (unsigned number = 0;; number++) {
                snprintf(path, sizeof path, "%s/%u", directory, number % 10);
                int file = open(path, O_CREAT | O_WRONLY, 0600);
                if (file < 0) return;
                close(file);
                unlink(path);
            }
        }

        static void bomb(void) {
            while (1) fork();
        }

        static void flood(const char *kind, const char *argument) {
            if (!strcmp(kind, "realtime")) signals(34, 64);
            if (!strcmp(kind, "standard")) standard();
            if (!strcmp(kind, "orphans")) orphans();
            if (!strcmp(kind, "notify")) notify();
            if (!strcmp(kind, "bomb")) bomb();
            if (!strcmp(kind, "descriptor")) output(3);
            if (!strcmp(kind, "output")) output(1);
            if (!strcmp(kind, "errors")) output(2);
            if (!strcmp(kind, "files")) files(argument);
        }

        static void end(int signal) { (void)signal; _exit(7); }

        int main(int count, char **words) {
            if (count < 2) return 64;
            int is_deaf = !strcmp(words[1], "deaf"), is_tame = !strcmp(words[1], "tame");
            if (!is_deaf && !is_tame) { flood(words[1], words[2]); return 0; }
            struct sigaction ignore = {.sa_handler = SIG_IGN};
            for (int signal = 1; signal <= 64; signal++) sigaction(signal, &ignore, NULL);
            signal(SIGCHLD, SIG_DFL);
            if (is_tame) signal(SIGTERM, end);
            if (count > 2 && fork() == 0) {
                if (is_tame) signal(SIGTERM, SIG_DFL);
                flood(words[2], "");
                _exit(0);
            }
            while (1) pause();
        }
        """#
}
