// child MODE FIFO [ARGUMENT…]: the service of the benchmark. Its first act is to read the clock. Modes:
//   stamp              STARTED, then exit
//   pause              STARTED, then nothing more
//   signals            SIGNALLED at each SIGUSR1 and SIGTERM, ENDING at SIGUSR2 and exit; STARTED when it is ready for them
//   orphans N BURST    STARTED; N processes whose parent dies, BURST at a time, then DONE
//   tcp PORT PROGRAM …      EXECUTED, then becomes the program; DONE when something listens at the port of 127.0.0.1
//   postgres PORT PROGRAM … the same, when a PostgreSQL server there accepts sessions
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include "stamp.h"

static int fifo;

static void handle(int signal) {
    int64_t time = now();
    if (signal != SIGUSR2) {
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

/// Whether something listens at the port; with `asks_postgres`, whether it answers a session's first message with a
/// request to authenticate. A server that is still starting answers with an error.
static int is_ready(int port, int asks_postgres) {
    int peer = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int ready = connect(peer, (struct sockaddr *)&address, sizeof address) == 0;
    if (ready && asks_postgres) {
        // Length, version 3.0, "user" "postgres", an empty name at the end.
        static const char message[] = "\0\0\0\027\0\003\0\0user\0postgres\0";
        char answer = 0;
        ready = write(peer, message, sizeof message) == sizeof message && read(peer, &answer, 1) == 1 && answer == 'R';
    }
    close(peer);
    return ready;
}

/// Becomes a server, and has a child that looks every millisecond whether it is ready.
static int serve(int asks_postgres, int port, char **program) {
    if (fork() == 0) {
        while (!is_ready(port, asks_postgres)) usleep(1000);
        stamp(fifo, DONE, now());
        _exit(0);
    }
    stamp(fifo, EXECUTED, now());
    execvp(program[0], program);
    return 127;
}

int main(int count, char **words) {
    int64_t start = now();
    if (count < 3) return 124;
    const char *mode = words[1];
    fifo = open_fifo(words[2]);
    if (strcmp(mode, "tcp") == 0 || strcmp(mode, "postgres") == 0) {
        return count < 5 ? 124 : serve(*mode == 'p', atoi(words[3]), words + 4);
    }
    if (strcmp(mode, "signals") == 0) {
        struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART};
        sigaction(SIGUSR1, &action, NULL);
        sigaction(SIGTERM, &action, NULL);
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
