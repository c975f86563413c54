#define _GNU_SOURCE
#include "CRunUtils.h"
#include <limits.h>
#include <sys/ioctl.h>

// The watchdog's handler writes with these as well, so all of it is async-signal-safe (signal-safety(7)).

static int64_t milliseconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

int64_t ru_wall_clock(void) { return milliseconds(CLOCK_REALTIME); }

/// Decimal digits that end before `end`.
static void put(uint8_t *end, int digits, int64_t number) {
    for (; digits > 0; digits--, number /= 10) *--end = (uint8_t)('0' + number % 10);
}

void ru_format_time(int64_t time, uint8_t *text) {
    const int64_t first = INT64_C(-62167219200000), last = INT64_C(253402300799999), day_length = 86400000;
    time = time < first ? first : time > last ? last : time;
    int64_t day = time / day_length - (time % day_length < 0);
    int64_t rest = time - day * day_length;
    // Days to a date (Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days): eras of 400 years that
    // begin on 1 March, so that the leap day is the last of its year.
    int64_t shifted = day + 719468;
    int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int64_t era_day = shifted - era * 146097;
    int64_t era_year = (era_day - era_day / 1460 + era_day / 36524 - era_day / 146096) / 365;
    int64_t year_day = era_day - (365 * era_year + era_year / 4 - era_year / 100);
    int64_t month = (5 * year_day + 2) / 153;                  // 0 is March
    int64_t month_day = year_day - (153 * month + 2) / 5 + 1;
    memcpy(text, "0000-00-00T00:00:00.000Z", RU_TIME_LENGTH);
    put(text + 4, 4, era * 400 + era_year + (month >= 10));
    put(text + 7, 2, month < 10 ? month + 3 : month - 9);
    put(text + 10, 2, month_day);
    put(text + 13, 2, rest / 3600000);
    put(text + 16, 2, rest / 60000 % 60);
    put(text + 19, 2, rest / 1000 % 60);
    put(text + 23, 3, rest % 1000);
}

/// Whether standard error takes something before the deadline. A reader that is gone counts, and so does a poll(2) that fails: the
/// write tells.
static bool is_writable_before(int64_t deadline) {
    struct pollfd target = {.fd = 2, .events = POLLOUT};
    while (1) {
        int64_t left = deadline - milliseconds(CLOCK_MONOTONIC);
        int count = poll(&target, 1, left > 0 ? (int)left : 0);
        if (count >= 0 || errno != EINTR) return count != 0;
    }
}

/// How much can be written at once without being blocked. A pipe that is ready takes PIPE_BUF bytes (pipe(7)), an empty
/// one as much as it holds, a file everything.
static size_t piece(size_t count) {
    struct stat status;
    int used = 1;
    if (count <= PIPE_BUF) return count;
    if (fstat(2, &status) == 0 && S_ISREG(status.st_mode)) return count;
    bool is_empty = ioctl(2, FIONREAD, &used) == 0 && used == 0;
    return is_empty && (long)count <= fcntl(2, F_GETPIPE_SZ) ? count : PIPE_BUF;
}

void ru_write_message(const void *message, size_t count) {
    const int patience = 1000;
    static bool is_stuck, is_unfinished;
    int64_t deadline = milliseconds(CLOCK_MONOTONIC) + (is_stuck ? 0 : patience);
    const char *next = message;
    if (is_unfinished && is_writable_before(deadline)) is_unfinished = write(2, "\n", 1) < 0;
    while (count > 0) {
        if (!is_writable_before(deadline)) {
            is_stuck = true;
            is_unfinished |= next != message;
            return;
        }
        ssize_t written = write(2, next, piece(count));
        if (written < 0 && errno != EINTR && errno != EAGAIN) return;
        if (written < 0) continue;
        next += written;
        count -= (size_t)written;
    }
    is_stuck = false;
}

void ru_write_termination_log(const void *text, size_t count) {
    int file = open("/dev/termination-log", O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) return;
    struct stat status;
    if (fstat(file, &status) == 0 && S_ISREG(status.st_mode) && ftruncate(file, 0) == 0) {
        if (write(file, text, count) < 0) {}
    }
    close(file);
}
