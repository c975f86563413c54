import Foundation
import Glibc
import Testing

/// A program that starts another one in PID and mount namespaces of its own and lets something go wrong there at an
/// exact moment: it dies at its Nth system call, its Nth call of a kind fails, or TERM comes so many microseconds after
/// its exec. Counted are the calls after the first that blocks all signals, which is what an entrypoint begins with;
/// those of a dynamic loader come before.
enum Faults {
    /// What the words exit with when the program was killed at the system call.
    static let killed = 99

    /// The words that kill the program behind them at its `number`th system call (from 1).
    static func kill(at number: Int) throws -> [String] { [try program.get(), "kill", "\(number)"] }

    /// The words that let the `number`th call (from 1) of the named ones fail. When there was none, "no fault" is the
    /// last line of standard error; otherwise it is "fault: " and the call's name.
    static func fail(at number: Int, of calls: [String], with error: CInt) throws -> [String] {
        [try program.get(), "fail", "\(number)", calls.joined(separator: ","), "\(error)"]
    }

    /// The words that start the program `count` times and send TERM to each 0 to 3 ms after its exec. Standard output has
    /// a line for each: the microseconds, 1 when TERM was blocked just before it was sent and 0 otherwise, and the exit
    /// status (or the negative of the signal that ended it).
    static func terminate(_ place: Place, count: Int, seed: Int) throws -> [String] {
        [try program.get(), place == .asInit ? "term-init" : "term-below", "\(count)", "\(seed)"]
    }

    private static let program = Result { try Helper.compile("faults", source) }

    private static let source = #"""
        #define _GNU_SOURCE
        #include <elf.h>
        #include <errno.h>
        #include <fcntl.h>
        #include <sched.h>
        #include <signal.h>
        #include <stdint.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/mount.h>
        #include <sys/ptrace.h>
        #include <sys/signalfd.h>
        #include <sys/syscall.h>
        #include <sys/uio.h>
        #include <sys/user.h>
        #include <sys/wait.h>
        #include <time.h>
        #include <unistd.h>
        #include <linux/ptrace.h>

        static int die(const char *what) { perror(what); exit(98); }

        // MARK: Namespaces

        static pid_t start(char **words, int is_init, int is_traced, int told) {
            pid_t child = (pid_t)syscall(SYS_clone, CLONE_NEWNS | (is_init ? CLONE_NEWPID : 0) | SIGCHLD, 0, 0, 0, 0);
            if (child) return child;
            if (told >= 0) fcntl(told, F_SETFD, FD_CLOEXEC);
            if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) die("mount /");
            if (is_init && mount("proc", "/proc", "proc", 0, NULL) < 0) die("mount /proc");
            if (mount("tmpfs", "/run", "tmpfs", 0, NULL) < 0) die("mount /run");
            if (is_traced && ptrace(PTRACE_TRACEME, 0, 0, 0) < 0) die("ptrace");
            execvp(words[0], words);
            return die(words[0]);
        }

        static int status_of(int status) { return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status); }

        // MARK: Faults at system calls

        static const struct { const char *name; long number; } calls[] = {
        #ifdef SYS_open
            {"open", SYS_open}, {"rename", SYS_rename}, {"mkdir", SYS_mkdir}, {"unlink", SYS_unlink}, {"pipe", SYS_pipe},
            {"chmod", SYS_chmod}, {"symlink", SYS_symlink}, {"link", SYS_link},
        #endif
            {"open", SYS_openat}, {"rename", SYS_renameat}, {"rename", SYS_renameat2}, {"mkdir", SYS_mkdirat},
            {"unlink", SYS_unlinkat}, {"pipe", SYS_pipe2}, {"write", SYS_write}, {"read", SYS_read}, {"fchmod", SYS_fchmod},
            {"fchown", SYS_fchown}, {"fsync", SYS_fsync}, {"close", SYS_close}, {"flock", SYS_flock},
            {"ftruncate", SYS_ftruncate}, {"lseek", SYS_lseek}, {"signalfd", SYS_signalfd4},
            {"inotify", SYS_inotify_init1}, {"socket", SYS_socket}, {"getdents", SYS_getdents64}, {"writev", SYS_writev},
            {"readv", SYS_readv}, {"socketpair", SYS_socketpair}, {"sleep", SYS_nanosleep}, {"sleep", SYS_clock_nanosleep},
        };

        /// The name of a call if the list has it.
        static const char *listed(const char *list, long number) {
            for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
                size_t length = strlen(calls[i].name);
                if (calls[i].number != number) continue;
                for (const char *at = list; (at = strstr(at, calls[i].name)); at += length)
                    if ((at == list || at[-1] == ',') && (at[length] == ',' || !at[length])) return calls[i].name;
            }
            return NULL;
        }

        static void set_call(pid_t pid, int number) {
        #ifdef __x86_64__
            struct user_regs_struct registers;
            if (ptrace(PTRACE_GETREGS, pid, 0, &registers) < 0) die("PTRACE_GETREGS");
            registers.orig_rax = (unsigned long)(long)number;
            if (ptrace(PTRACE_SETREGS, pid, 0, &registers) < 0) die("PTRACE_SETREGS");
        #else
            struct iovec part = {&number, sizeof number};
            if (ptrace(PTRACE_SETREGSET, pid, NT_ARM_SYSTEM_CALL, &part) < 0) die("PTRACE_SETREGSET");
        #endif
        }

        static void set_result(pid_t pid, long result) {
            struct user_regs_struct registers;
            struct iovec part = {&registers, sizeof registers};
            if (ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &part) < 0) die("PTRACE_GETREGSET");
        #ifdef __x86_64__
            registers.rax = (unsigned long)result;
        #else
            registers.regs[0] = (unsigned long)result;
        #endif
            if (ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &part) < 0) die("PTRACE_SETREGSET");
        }

        static int blocks_all(pid_t pid, struct ptrace_syscall_info *info) {
            if (info->entry.nr != SYS_rt_sigprocmask || info->entry.args[0] != SIG_SETMASK || !info->entry.args[1]) return 0;
            return ptrace(PTRACE_PEEKDATA, pid, info->entry.args[1], 0) == -1;
        }

        /// A call on one of the standard streams says nothing of files; the read of a signalfd(2) cannot fail.
        static int counts(struct ptrace_syscall_info *info, const char *name) {
            if (info->entry.nr == SYS_read && info->entry.args[2] == sizeof(struct signalfd_siginfo)) return 0;
            int on_descriptor = !strncmp(name, "write", 5) || !strncmp(name, "read", 4) || !strcmp(name, "close");
            return !on_descriptor || info->entry.args[0] > 2;
        }

        static int trace(char **words, long last, const char *list, int error) {
            pid_t pid = start(words, 1, 1, -1);
            int status, is_counting = 0, is_failing = 0;
            long count = 0, signal = 0;
            const char *failed = NULL;
            if (waitpid(pid, &status, 0) < 0 || !WIFSTOPPED(status)) die("no exec");
            if (ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL) < 0) die("PTRACE_SETOPTIONS");
            while (1) {
                if (ptrace(PTRACE_SYSCALL, pid, 0, signal) < 0 && errno != ESRCH) die("PTRACE_SYSCALL");
                if (waitpid(pid, &status, 0) < 0) die("waitpid");
                if (!WIFSTOPPED(status)) break;
                signal = WSTOPSIG(status);
                if (signal != (SIGTRAP | 0x80)) continue;
                signal = 0;
                struct ptrace_syscall_info info;
                if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info) < 0) die("PTRACE_GET_SYSCALL_INFO");
                if (info.op == PTRACE_SYSCALL_INFO_EXIT && is_failing) {
                    set_result(pid, -error);
                    is_failing = 0;
                }
                if (info.op != PTRACE_SYSCALL_INFO_ENTRY) continue;
                if (!is_counting) {
                    is_counting = blocks_all(pid, &info);
                    continue;
                }
                const char *name = list ? listed(list, (long)info.entry.nr) : "";
                if (!name || !counts(&info, name) || ++count != last) continue;
                if (!list) {
                    kill(pid, SIGKILL);
                    waitpid(pid, &status, 0);
                    return 99;
                }
                failed = name;
                is_failing = 1;
                // close(2) closes, whatever it answers.
                if (strcmp(name, "close")) set_call(pid, -1);
            }
            if (list && failed) dprintf(2, "fault: %s\n", failed);
            else if (list) dprintf(2, "no fault\n");
            int result = status_of(status);
            return result < 0 ? 128 - result : result;
        }

        // MARK: TERM after exec

        static double microseconds(void) {
            struct timespec now;
            clock_gettime(CLOCK_MONOTONIC, &now);
            return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
        }

        static int has_blocked_term(pid_t pid) {
            char path[64], text[8192];
            snprintf(path, sizeof path, "/proc/%d/status", pid);
            int file = open(path, O_RDONLY | O_CLOEXEC);
            ssize_t count = file < 0 ? -1 : read(file, text, sizeof text - 1);
            close(file);
            if (count <= 0) return 0;
            text[count] = 0;
            char *line = strstr(text, "\nSigBlk:");
            return line && strtoull(line + 8, NULL, 16) >> (SIGTERM - 1) & 1;
        }

        static int terminate(char **words, int is_init, int count, unsigned seed) {
            struct { pid_t pid; int offset, blocked; } *tries = calloc((size_t)count, sizeof *tries);
            int left = count, status;
            srandom(seed);
            for (int i = 0; i < count; i++) {
                int pair[2];
                if (pipe(pair) < 0) die("pipe");
                fcntl(pair[0], F_SETFL, O_NONBLOCK);
                fcntl(pair[0], F_SETFD, FD_CLOEXEC);
                tries[i].offset = (int)(random() % 3000);
                tries[i].pid = start(words, is_init, 0, pair[1]);
                close(pair[1]);
                char byte;
                while (read(pair[0], &byte, 1) < 0) {}      // until the exec has closed the other end
                double moment = microseconds() + tries[i].offset;
                close(pair[0]);
                while (microseconds() < moment) {}
                tries[i].blocked = has_blocked_term(tries[i].pid);
                kill(tries[i].pid, SIGTERM);
                // Those that lost it live on for a while; nobody waits for them here.
            }
            while (left > 0) {
                pid_t pid = waitpid(-1, &status, 0);
                if (pid < 0) die("waitpid");
                for (int i = 0; i < count; i++) {
                    if (tries[i].pid != pid) continue;
                    printf("%d %d %d\n", tries[i].offset, tries[i].blocked, status_of(status));
                    left--;
                }
            }
            return 0;
        }

        int main(int count, char **words) {
            (void)count;
            if (!strcmp(words[1], "kill")) return trace(words + 3, atol(words[2]), NULL, 0);
            if (!strcmp(words[1], "fail")) return trace(words + 5, atol(words[2]), words[3], atoi(words[4]));
            return terminate(words + 4, !strcmp(words[1], "term-init"), atoi(words[2]), (unsigned)atoi(words[3]));
        }
        """#
}
