#define _GNU_SOURCE
#include "CRunUtils.h"
#include <sys/syscall.h>
#include <sys/time.h>

// An author's callback may never come back to the library, which takes signals synchronously and so would never see the
// stop. While a callback runs, a timer looks once a second whether a stop signal waits and for how long. This is the only
// asynchronous handler of the project; all that it calls is async-signal-safe (signal-safety(7)).

static uint8_t line[512];
static size_t line_length;
static int line_time;
static char log_text[128];
static uint64_t stop_mask;
static int grace;
static volatile sig_atomic_t stop;
static volatile time_t stop_time;
static volatile pid_t group;
static volatile pid_t service;
static volatile int service_signal;
static volatile bool is_service_told;

static time_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

static void say(void) {
    if (line_time >= 0) ru_format_time(ru_wall_clock(), line + line_time);
    ru_write_message(line, line_length);
}

/// The service gets the stop that the callback keeps from it; when it has ended, nothing is left to do.
static void end_with_service(void) {
    siginfo_t info = {0};
    if (!is_service_told) {
        is_service_told = true;
        say();
        kill(service, service_signal);
        kill(service, SIGCONT);
    } else if (waitid(P_PID, (id_t)service, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == service) {
        int status = info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
        ru_write_termination_log(log_text, status == 0 ? 0 : strlen(log_text));
        _exit(status);
    }
}

static void tick(int unused) {
    (void)unused;
    int saved = errno;
    if (!stop) {
        uint64_t pending = 0;
        syscall(SYS_rt_sigpending, &pending, sizeof pending);
        pending &= stop_mask;
        if (pending) ru_watchdog_note_stop(__builtin_ctzll(pending) + 1);
    } else if (now() - stop_time >= grace && service > 0) {
        end_with_service();
    } else if (now() - stop_time >= grace) {
        say();
        ru_write_termination_log(log_text, strlen(log_text));
        if (group > 0) kill(-group, SIGKILL);
        _exit(128 + stop);
    }
    errno = saved;
}

// A stop that is lost, or an alarm that reaches the service, is worse than an end with a message.
static void set_timer(time_t seconds) {
    struct itimerval timer = {{seconds, 0}, {seconds, 0}};
    if (setitimer(ITIMER_REAL, &timer, NULL) < 0) ru_end(71, "cannot set a timer", errno);
}

/// Everything stays blocked but, while a callback runs, the alarm. The whole mask is set, since musl's sigaction unblocks
/// signals 33 and 34, which it keeps for itself, when it installs the first handler.
static void block_all_but(uint64_t open) {
    uint64_t mask = ~open;
    if (syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, NULL, sizeof mask) < 0) ru_end(71, "cannot block signals", errno);
}

void ru_watchdog_start(
    const uint8_t *new_line, size_t length, int time_offset, const char *reason, const int *stops, int count,
    int grace_seconds) {
    line_length = length < sizeof line ? length : sizeof line;
    memcpy(line, new_line, line_length);
    line_time = time_offset;
    strncpy(log_text, reason, sizeof log_text - 1);
    grace = grace_seconds;
    stop_mask = 0;
    for (int i = 0; i < count; i++) stop_mask |= UINT64_C(1) << (stops[i] - 1);
    struct sigaction action = {.sa_handler = tick, .sa_flags = SA_RESTART};
    sigfillset(&action.sa_mask);
    if (sigaction(SIGALRM, &action, NULL) < 0) ru_end(71, "cannot handle a timer", errno);
    block_all_but(UINT64_C(1) << (SIGALRM - 1));
    set_timer(1);
}

void ru_watchdog_note_stop(int signal) {
    if (stop) return;
    stop_time = now();
    stop = signal;
}

void ru_watchdog_set_group(pid_t new_group) { group = new_group; }

void ru_watchdog_set_service(pid_t pid, int stop_signal) {
    service = pid;
    service_signal = stop_signal;
    is_service_told = false;
    stop = 0;
}

void ru_watchdog_end(void) {
    set_timer(0);
    block_all_but(0);
}
