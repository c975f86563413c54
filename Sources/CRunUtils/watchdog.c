#define _GNU_SOURCE
#include "CRunUtils.h"
#include <sys/syscall.h>
#include <sys/time.h>

// An author's callback may never come back to the library, which takes signals synchronously and so would never see the
// stop. While a callback runs, a timer looks ten times in its patience whether a stop signal waits and for how long. This is
// the only asynchronous handler of the project; all that it calls is async-signal-safe (signal-safety(7)).

enum { looks = 10 };

static uint8_t line[512];
static size_t line_length;
static int line_time;
static char log_text[128];
static int64_t patience;
static volatile sig_atomic_t stop;
static volatile int64_t stop_time;
static volatile pid_t group;
static volatile pid_t service;
static volatile int service_signal;
static volatile int64_t service_grace, killed_time;
static volatile bool is_service_told, is_service_killed;

static void say(void) {
    ru_hurry_messages();
    if (line_time >= 0) ru_format_time(ru_wall_clock(), line + line_time);
    ru_write_message(line, line_length);
}

/// The service gets the stop that the callback keeps from it; when it has ended, nothing is left to do.
static void end_with_service(void) {
    siginfo_t info = {0};
    if (!is_service_told) {
        is_service_told = true;
        kill(service, service_signal);
        kill(service, SIGCONT);
        say();
    } else if (!is_service_killed && service_grace >= 0 && ru_monotonic_clock() - stop_time >= service_grace) {
        is_service_killed = true;
        killed_time = ru_monotonic_clock();
        kill(service, SIGKILL);
    } else if (waitid(P_PID, (id_t)service, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == service) {
        int status = info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
        ru_write_termination_log(log_text, status == 0 ? 0 : strlen(log_text));
        _exit(status);
    } else if (is_service_killed && ru_monotonic_clock() - killed_time >= RU_AFTER_KILL) {
        ru_write_termination_log(log_text, strlen(log_text));
        _exit(128 + SIGKILL);
    }
}

/// A stop may have come one look before it was seen, and one may pass until it is seen to be over.
static bool is_over(void) { return ru_monotonic_clock() - stop_time >= patience / looks * (looks - 2); }

static void tick(int unused) {
    (void)unused;
    int saved = errno;
    if (!stop) {
        int pending = ru_pending_stop();
        if (pending) ru_watchdog_note_stop(pending);
    } else if (is_over() && service > 0) {
        end_with_service();
    } else if (is_over()) {
        if (group > 0) kill(-group, SIGKILL);
        say();
        ru_write_termination_log(log_text, strlen(log_text));
        _exit(128 + stop);
    }
    errno = saved;
}

// A stop that is lost, or an alarm that reaches the service, is worse than an end with a message.

/// 0 for no looks any more.
static void look_every(int64_t milliseconds) {
    struct timeval interval = {(time_t)(milliseconds / 1000), (suseconds_t)(milliseconds % 1000 * 1000)};
    struct itimerval timer = {interval, interval};
    if (setitimer(ITIMER_REAL, &timer, NULL) < 0) ru_end(71, "cannot set a timer", errno);
}

/// Everything stays blocked but, while a callback runs, the alarm. The whole mask is set, since musl's sigaction unblocks
/// signals 33 and 34, which it keeps for itself, when it installs the first handler.
static void block_all_but(uint64_t open) {
    uint64_t mask = ~open;
    if (syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, NULL, sizeof mask) < 0) ru_end(71, "cannot block signals", errno);
}

void ru_watchdog_start(
    const uint8_t *new_line, size_t length, int time_offset, const char *reason, int64_t new_patience) {
    line_length = length < sizeof line ? length : sizeof line;
    memcpy(line, new_line, line_length);
    line_time = time_offset;
    strncpy(log_text, reason, sizeof log_text - 1);
    patience = new_patience;
    struct sigaction action = {.sa_handler = tick, .sa_flags = SA_RESTART};
    sigfillset(&action.sa_mask);
    if (sigaction(SIGALRM, &action, NULL) < 0) ru_end(71, "cannot handle a timer", errno);
    block_all_but(UINT64_C(1) << (SIGALRM - 1));
    look_every(patience / looks);
}

void ru_watchdog_note_stop(int signal) {
    if (stop) return;
    stop_time = ru_monotonic_clock();
    stop = signal;
}

void ru_watchdog_set_group(pid_t new_group) { group = new_group; }

void ru_watchdog_set_service(pid_t pid, int stop_signal, int64_t grace) {
    service = pid;
    service_signal = stop_signal;
    service_grace = grace;
    is_service_told = is_service_killed = false;
    stop = 0;
}

void ru_watchdog_end(void) {
    look_every(0);
    block_all_but(0);
}
