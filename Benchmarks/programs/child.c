// child MODE FIFO [ARGUMENT…]: the service of the benchmark. Its first act is to read the clock. Modes:
//   stamp              STARTED, then exit
//   pause              STARTED, then nothing more
//   signals            SIGNALLED at each SIGUSR1, ENDING at SIGUSR2 and exit; STARTED when it is ready for them
//   orphans N BURST    STARTED; N processes whose parent dies, BURST at a time, then DONE
//   exec PROGRAM …     EXECUTED, then becomes the program
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include "stamp.h"

static int fifo;

static void handle(int signal) {
    int64_t time = now();
    if (signal == SIGUSR1) {
        stamp(fifo, SIGNALLED, time);
    } else {
        stamp(fifo, ENDING, now());
        _exit(0);
    }
}

/// A parent makes `count` children that end at once, and dies without waiting for them. Nothing is copied (vfork), and
/// whoever adopts them has taken all of them when this comes back.
static void make_orphans(int count) {
    static volatile pid_t last;
    pid_t parent = vfork();
    if (parent == 0) {
        for (int i = 0; i < count; i++) {
            last = vfork();
            if (last == 0) _exit(0);
        }
        _exit(0);
    }
    waitpid(parent, NULL, 0);
    while (kill(last, 0) == 0) sched_yield();
}

int main(int count, char **words) {
    int64_t start = now();
    if (count < 3) return 124;
    const char *mode = words[1];
    fifo = open_fifo(words[2]);
    if (strcmp(mode, "exec") == 0) {
        stamp(fifo, EXECUTED, now());
        execvp(words[3], words + 3);
        return 127;
    }
    if (strcmp(mode, "signals") == 0) {
        struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART};
        sigaction(SIGUSR1, &action, NULL);
        sigaction(SIGUSR2, &action, NULL);
    }
    stamp(fifo, STARTED, start);
    if (strcmp(mode, "stamp") == 0) return 0;
    if (strcmp(mode, "orphans") == 0) {
        int left = atoi(words[3]), burst = atoi(words[4]);
        for (; left > 0; left -= burst) make_orphans(burst);
        stamp(fifo, DONE, now());
    }
    while (1) pause();
}
