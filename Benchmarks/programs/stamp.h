// Time stamps for the benchmark: written to a FIFO by static programs, so that nothing but the kernel stands between an
// event and its stamp.
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/// What a stamp tells of. Stamps.swift has the same numbers.
enum event { LAUNCHED = 1, EXECUTED = 2, STARTED = 3, SIGNALLED = 4, ENDING = 5, ENDED = 6, DONE = 7 };

static inline int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/// One write(2) of less than PIPE_BUF bytes, so that stamps of several processes do not mix.
static inline void stamp(int fifo, enum event event, int64_t value) {
    const int64_t record[2] = {event, value};
    if (write(fifo, record, sizeof record) != sizeof record) _exit(125);
}

static inline int open_fifo(const char *path) {
    int fifo = open(path, O_WRONLY | O_CLOEXEC);
    if (fifo < 0) _exit(124);
    return fifo;
}
