import Foundation
import Testing

@testable import ProcessTests

/// A static C program that races with root, or holds locks, as whoever starts it: on this machine or in a container.
enum Attacker {
    /// Its path.
    static var program: String { get throws { try compiled.get() } }

    /// Where `mount` puts it in a container.
    static let mounted = "/attacker"

    /// Options of the engine.
    static var mount: [String] { get throws { ["--volume", "\(try program):\(mounted):ro"] } }

    /// Words that execute others as a user without any right.
    static func become(_ user: Int) -> [String] {
        ["setpriv", "--reuid=\(user)", "--regid=\(user)", "--clear-groups", "--inh-caps=-all", "--"]
    }

    /// Starts it on this machine and gives it to `body` when it has said `line`.
    static func with<Result>(
        _ words: [String], as user: Int, wrapper: [String] = [], saying line: String,
        _ body: (Running) async throws -> Result
    ) async throws -> Result {
        let running = try Running(
            wrapper + become(user) + [try program] + words, environment: ["PATH": Entry.path])
        do {
            try await running.line(line, in: .output)
            let result = try await body(running)
            await running.end()
            return result
        } catch {
            await running.end()
            throw error
        }
    }

    private static let compiled = Result { try Helper.compile("attacker", text, ["-static"]) }

    private static let text = #"""
        #define _GNU_SOURCE
        #include <arpa/inet.h>
        #include <dirent.h>
        #include <errno.h>
        #include <fcntl.h>
        #include <signal.h>
        #include <stddef.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/file.h>
        #include <sys/inotify.h>
        #include <sys/prctl.h>
        #include <sys/ptrace.h>
        #include <sys/socket.h>
        #include <sys/stat.h>
        #include <sys/un.h>
        #include <sys/wait.h>
        #include <unistd.h>

        enum { files = 40 };

        static void say(const char *text) { printf("%s\n", text); fflush(stdout); }
        static int die(const char *what) { perror(what); exit(1); }
        static int swap(const char *a, const char *b) { return renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE); }

        /// Swaps two names for ever.
        static void exchange(const char *a, const char *b) {
            if (swap(a, b) < 0) die(a);
            for (say("exchanging");; swap(a, b)) {}
        }

        /// A directory NAME/d with many files appears, and NAME/link beside it.
        static void plant(const char *name, const char *target) {
            char path[300];
            if (mkdir("plant", 0755) < 0 || mkdir("plant/d", 0755) < 0 || symlink(target, "plant/link") < 0) die("plant");
            for (int i = 0; i < files; i++) {
                snprintf(path, sizeof path, "plant/d/%d", i);
                close(open(path, O_CREAT | O_WRONLY, 0644));
            }
            if (rename("plant", name) < 0) die(name);
        }

        /// Swaps NAME/d, which somebody is to remove, for a link to TARGET and back; plants another when it is gone.
        static void removal(const char *name, const char *target) {
            char path[300], link[300];
            snprintf(path, sizeof path, "%s/d", name);
            snprintf(link, sizeof link, "%s/link", name);
            for (int said = 0;; said = 1) {
                if (access(name, F_OK) < 0) plant(name, target);
                if (!said) say("planted");
                // Not without a pause: nobody else could do anything there.
                while (swap(path, link) == 0) for (volatile int i = 0; i < 3000; i++) {}
            }
        }

        /// Swaps what others make here for links and back: directories for links to TARGET, or files for links to TARGET/file.
        static void divert(const char *prefix, const char *target, int type) {
            char aside[300], file[300];
            snprintf(file, sizeof file, "%s/file", target);
            DIR *here = opendir(".");
            if (!here) die(".");
            say("diverting");
            for (unsigned number = 0;; rewinddir(here))
                for (struct dirent *entry; (entry = readdir(here));) {
                    if (strncmp(entry->d_name, prefix, strlen(prefix)) || entry->d_type != type) continue;
                    snprintf(aside, sizeof aside, "aside-%u", number++);
                    if (symlink(type == DT_DIR ? target : file, aside) < 0) die(aside);
                    while (swap(entry->d_name, aside) == 0) for (volatile int i = 0; i < 3000; i++) {}
                }
        }

        /// Swaps a plain file of SIZE bytes for a pipe and back, and makes both anew in case one was replaced.
        static void alternate(const char *name, long size) {
            for (int said = 0;; said = 1) {
                unlink("pipe");
                unlink("plain");
                int file = open("plain", O_CREAT | O_WRONLY, 0644);
                if (file < 0 || ftruncate(file, size) < 0 || close(file) < 0 || rename("plain", name) < 0) die(name);
                if (mkfifo("pipe", 0644) < 0) die("pipe");
                if (!said) say("alternating");
                for (int i = 0; i < 1000; i++) swap(name, "pipe");
            }
        }

        /// flock: LOCK_EX; read, write: of the open file description; posix: of the process.
        static void lock(int file, const char *kind) {
            struct flock all = {.l_type = strcmp(kind, "read") ? F_WRLCK : F_RDLCK, .l_whence = SEEK_SET};
            int result = !strcmp(kind, "flock") ? flock(file, LOCK_EX)
                : fcntl(file, !strcmp(kind, "posix") ? F_SETLKW : F_OFD_SETLKW, &all);
            if (result < 0) die(kind);
        }

        /// Waits for a lock of a file that is only read, and keeps it.
        static int take(const char *path, const char *kind) {
            int file = open(path, O_RDONLY);
            if (file < 0) die(path);
            say("waiting");
            lock(file, kind);
            say("locked");
            return pause();
        }

        /// Writes files, locks each by flock and in another way, and keeps all that; or makes pipes in their places.
        static int forge(const char *kind, const char *content, char **paths) {
            for (; *paths; paths++) {
                char parent[300];
                snprintf(parent, sizeof parent, "%s", *paths);
                *strrchr(parent, '/') = 0;
                mkdir(parent, 0755);
                if (!strcmp(kind, "pipe") && mkfifo(*paths, 0644) == 0) continue;
                int file = open(*paths, O_RDWR | O_CREAT | O_TRUNC, 0644);
                if (file < 0 || write(file, content, strlen(content)) < 0) { perror(*paths); continue; }
                lock(file, "flock");
                lock(file, kind);
            }
            say("holding");
            return pause();
        }

        /// Whether this user may write to a process's memory, as a debugger could.
        static int owns(int pid) {
            char path[40];
            snprintf(path, sizeof path, "/proc/%d/mem", pid);
            return open(path, O_RDWR) >= 0;
        }

        /// Stops a process of this user's that is to execute another program, but still is NAME.
        static void halt(const char *name) {
            char text[300];
            if (!owns(getpid())) die("/proc/self/mem");
            for (say("halting");;) {
                int file = open("/proc/loadavg", O_RDONLY);
                ssize_t size = read(file, text, sizeof text - 1);
                close(file);
                text[size < 0 ? 0 : size] = 0;
                const char *space = strrchr(text, ' ');
                if (!space) die("/proc/loadavg");
                const int last = atoi(space + 1);
                for (int i = 0; i < 600; i++) {
                    const int pid = last + i % 4;
                    if (pid == getpid() || kill(pid, SIGSTOP) < 0) continue;
                    usleep(50000);  // it may be executing already
                    snprintf(text, sizeof text, "/proc/%d/comm", pid);
                    file = open(text, O_RDONLY);
                    size = read(file, text, sizeof text - 1);
                    close(file);
                    if (size > 0 && !strncmp(text, name, strlen(name))) {
                        if (owns(pid)) say("its memory is open");
                        say("halted");
                        pause();
                    }
                    kill(pid, SIGCONT);
                    break;
                }
            }
        }

        /// Gives a directory another name and back, where nothing else has that name.
        static void wander(const char *name, const char *other) {
            for (say("wandering");;) {
                rename(name, other);
                for (volatile int i = 0; i < 20000; i++) {}
                rename(other, name);
                for (volatile int i = 0; i < 20000; i++) {}
                rmdir(other);
            }
        }

        /// A connection to nobody who reads, whose end takes an hour.
        static int lingering(int listener) {
            struct sockaddr_in address;
            socklen_t length = sizeof address;
            struct linger hour = {1, 3600};
            char block[65536] = {0};
            int client = socket(AF_INET, SOCK_STREAM, 0);
            if (getsockname(listener, (struct sockaddr *)&address, &length) < 0) die("listener");
            if (connect(client, (struct sockaddr *)&address, length) < 0) die("connect");
            if (setsockopt(client, SOL_SOCKET, SO_LINGER, &hour, sizeof hour) < 0) die("linger");
            while (send(client, block, sizeof block, MSG_DONTWAIT) > 0) {}
            return client;
        }

        /// Tells the manager something, and gives it a connection with that. A process that exits does not wait for the end of its own.
        static void notify(char *text, int listener) {
            if (fork() > 0) return;
            struct sockaddr_un address = {.sun_family = AF_UNIX};
            const char *name = getenv("NOTIFY_SOCKET");
            memcpy(address.sun_path + 1, name + 1, strlen(name + 1));
            union { struct cmsghdr part; char bytes[CMSG_SPACE(sizeof(int))]; } control = {
                {.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS}};
            int client = lingering(listener), sender = socket(AF_UNIX, SOCK_DGRAM, 0);
            memcpy(CMSG_DATA(&control.part), &client, sizeof client);
            struct iovec data = {text, strlen(text)};
            struct msghdr message = {.msg_name = &address, .msg_iov = &data, .msg_iovlen = 1,
                .msg_namelen = offsetof(struct sockaddr_un, sun_path) + strlen(name),
                .msg_control = &control, .msg_controllen = sizeof control};
            if (sendmsg(sender, &message, 0) < 0) die("sendmsg");
            _exit(0);
        }

        /// A lease on a file that is this user's: who opens or executes it waits (F_SETLEASE in fcntl(2)).
        static int lease(const char *path) {
            signal(SIGIO, SIG_IGN);
            int file = open(path, O_RDWR);
            if (file < 0 || fcntl(file, F_SETLEASE, F_WRLCK) < 0) die(path);
            say("leased");
            return pause();
        }

        /// A main process whose tracer keeps it from its end, which it has begun when it was killed (ptrace(2)).
        static int keep(void) {
            int pipes[2];
            char mark;
            for (int number = 1; number < 32; number++) signal(number, number == SIGCHLD ? SIG_DFL : SIG_IGN);
            prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
            if (pipe(pipes) < 0) die("pipe");
            if (fork() == 0) {
                if (ptrace(PTRACE_SEIZE, getppid(), 0, PTRACE_O_TRACEEXIT) < 0) die("seize");
                for (write(pipes[1], "", 1);;) {
                    int status;
                    if (waitpid(getppid(), &status, __WALL) < 0) die("wait");
                    while (status >> 16 == PTRACE_EVENT_EXIT) pause();
                    ptrace(PTRACE_CONT, getppid(), 0, 0);
                }
            }
            if (read(pipes[0], &mark, 1) != 1) die("tracer");
            say("kept");
            return pause();
        }

        /// Gives NAME the name OTHER, or that of a new file of root's in exchange, as soon as there is one.
        static int interfere(const char *name, const char *other) {
            char events[4096];
            int watch = inotify_init();
            if (inotify_add_watch(watch, ".", IN_CREATE) < 0) die("inotify");
            for (say("watching");;) {
                ssize_t size = read(watch, events, sizeof events);
                for (ssize_t at = 0; at < size;) {
                    struct inotify_event *event = (void *)(events + at);
                    at += sizeof *event + event->len;
                    if (strncmp(event->name, ".run-utils-", 11)) continue;
                    const int result = *other ? rename(name, other)
                        : renameat2(AT_FDCWD, name, AT_FDCWD, event->name, RENAME_EXCHANGE);
                    say(result == 0 ? "interfered" : "failed");
                    return pause();
                }
            }
        }

        int main(int count, char **words) {
            const char *what = count > 1 ? words[1] : "";
            if (!strcmp(what, "keep")) return keep();
            if (!strcmp(what, "lease")) return lease(words[2]);
            if (!strcmp(what, "linger")) {
                int listener = socket(AF_INET, SOCK_STREAM, 0);
                if (listen(listener, 100) < 0) die("listen");
                notify("STATUS=lingering", listener);
                notify("READY=1", listener);
                while (waitpid(-1, NULL, 0) > 0) notify("STATUS=lingering", listener);
            }
            if (!strcmp(what, "take")) return take(words[2], words[3]);
            if (!strcmp(what, "forge")) return forge(words[2], words[3], words + 4);
            if (!strcmp(what, "halt")) halt(words[2]);
            if (count != 5 || chdir(words[2]) < 0) die("directory");
            if (!strcmp(what, "interfere")) return interfere(words[3], words[4]);
            if (!strcmp(what, "wander")) wander(words[3], words[4]);
            if (!strcmp(what, "exchange")) exchange(words[3], words[4]);
            if (!strcmp(what, "removal")) removal(words[3], words[4]);
            if (!strcmp(what, "alternate")) alternate(words[3], atol(words[4]));
            if (!strcmp(what, "directories")) divert(words[3], words[4], DT_DIR);
            if (!strcmp(what, "files")) divert(words[3], words[4], DT_REG);
            return die(what);
        }
        """#
}
