// launch FIFO PROGRAM [ARGUMENT…]: runs the program as PID 1 of a namespace of its own, with its own /proc, and stamps
// LAUNCHED (its pid), EXECUTED (the moment before execve) and ENDED (the moment when its end was known).
#define _GNU_SOURCE
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include "stamp.h"

int main(int count, char **words) {
    if (count < 3) return 124;
    int fifo = open_fifo(words[1]);
    if (unshare(CLONE_NEWPID | CLONE_NEWNS) < 0) return 123;
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) return 123;
    // The child of vfork shares our memory until execve, and so its stamp costs it nothing.
    volatile int64_t executed = 0;
    pid_t pid = vfork();
    if (pid == 0) {
        if (mount("proc", "/proc", "proc", 0, NULL) < 0) _exit(123);
        executed = now();
        execvp(words[2], words + 2);
        _exit(127);
    }
    if (pid < 0) return 123;
    stamp(fifo, EXECUTED, executed);
    stamp(fifo, LAUNCHED, pid);
    int status;
    if (waitpid(pid, &status, 0) != pid) return 123;
    stamp(fifo, ENDED, now());
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
