#define _GNU_SOURCE
#include "CRunUtils.h"
#include <limits.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>

// The watchdog's handler writes with these as well, so all but `ru_flush_output` is async-signal-safe (signal-safety(7)).

static int64_t milliseconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

int64_t ru_wall_clock(void) { return milliseconds(CLOCK_REALTIME); }

int64_t ru_monotonic_clock(void) { return milliseconds(CLOCK_MONOTONIC); }

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

// Writing must not block, and standard error is shared with the service: its flags are not ours to change, and between a
// poll(2) and a write(2) somebody else may fill it. So the kernel is asked not to block for the one call. Where it cannot
// be (Linux before 6.4, terminals), the pipe or terminal is opened once more, which has flags of its own.

static ssize_t write_by_own_descriptor(const void *bytes, size_t count) {
    static int own = -1;
    if (own < 0) own = open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    // Without /proc or the right to: what is there to see before a write that may block.
    struct pollfd target = {.fd = 2, .events = POLLOUT};
    if (own < 0 && poll(&target, 1, 0) == 0) {
        errno = EAGAIN;
        return -1;
    }
    return write(own < 0 ? 2 : own, bytes, own < 0 && count > PIPE_BUF ? PIPE_BUF : count);
}

static ssize_t write_at_once(const void *bytes, size_t count) {
    static mode_t kind;
    struct stat status;
    if (kind == 0 && fstat(2, &status) == 0) kind = status.st_mode & S_IFMT;
    if (kind == S_IFSOCK) return send(2, bytes, count, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (kind != S_IFIFO && kind != S_IFCHR) return write(2, bytes, count);
    const struct iovec part = {(void *)bytes, count};
    const int no_wait = 8;          // RWF_NOWAIT
    ssize_t written = syscall(SYS_pwritev2, 2, &part, 1, -1L, -1L, no_wait);
    bool is_unknown = written < 0 && (errno == EOPNOTSUPP || errno == ENOSYS || errno == EINVAL);
    return is_unknown ? write_by_own_descriptor(bytes, count) : written;
}

/// Waits a moment for standard error to take something.
///
/// Returns whether it is worth another try: not beyond the deadline, nor when there are more urgent things.
static bool can_wait(int64_t deadline) {
    const int look = 20;
    int64_t left = deadline - ru_monotonic_clock();
    if (left <= 0) return false;
    struct pollfd target = {.fd = 2, .events = POLLOUT};
    if (poll(&target, 1, left < look ? (int)left : look) == 0) return !ru_is_wanted();
    // Another writer may have been faster; a pause then, so that this does not run in circles.
    poll(NULL, 0, 1);
    return !ru_pending_stop();
}

static volatile int64_t longest = 1000;

void ru_hurry_messages(void) { longest = 100; }

bool ru_write_message(const void *message, size_t count) {
    const int64_t share = 10;
    static int64_t credit_start = INT64_MIN / 2;
    static bool is_unfinished;
    const int64_t start = ru_monotonic_clock();
    // What has not been waited for long ago is forgotten.
    if (credit_start < start - share * longest) credit_start = start - share * longest;
    const int64_t deadline = start + (start - credit_start) / share;
    const char *next = message;
    bool is_lost = false;
    while (count > 0 && !is_lost) {
        ssize_t written = is_unfinished && next == message ? write_at_once("\n", 1) : write_at_once(next, count);
        if (written < 0) {
            is_lost = errno != EINTR && (errno != EAGAIN || !can_wait(deadline));
        } else if (is_unfinished && next == message) {
            is_unfinished = false;
        } else {
            next += written;
            count -= (size_t)written;
        }
    }
    const int64_t end = ru_monotonic_clock();
    if (is_lost) is_unfinished |= next != message;
    // Who has not read is not waited for again, but for a share of the time from now on.
    credit_start = is_lost ? end : credit_start + share * (end - start);
    return !is_lost;
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

void ru_flush_output(void) { fflush(stdout); }
