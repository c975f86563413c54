#define _GNU_SOURCE
#include "CRunUtils.h"
#include <sys/time.h>

// Where no error can be thrown: there is no memory for one, or nobody above could go on.

enum { ROOM = 256 };

/// What a message begins with; empty until it is told.
static char name[64];
/// A message where a name is not all, and which byte of it stands for the text. A longer one is not taken.
static uint8_t line[ROOM];
static size_t line_length, line_place;
static int line_time;
static bool is_of_container;
static pid_t owner, service;
static int service_signal;
/// In milliseconds; less than 0 for no limit.
static int64_t service_grace;

void ru_name_end(const char *new_name) { strncpy(name, new_name, sizeof name - 1); }

void ru_prepare_end(const uint8_t *new_line, size_t length, size_t place, int time_offset) {
    if (length > sizeof line || place >= length) return;
    memcpy(line, new_line, length);
    line_length = length;
    line_place = place;
    line_time = time_offset;
}

void ru_end_is_of_container(void) { is_of_container = true; }

void ru_set_service_to_end(pid_t pid, int stop_signal, int64_t grace) {
    owner = getpid();
    service = pid;
    service_signal = stop_signal;
    service_grace = grace;
}

bool ru_has_service_to_end(void) { return service != 0; }

struct text {
    size_t length;
    char bytes[3 * ROOM];
};

/// No more than ROOM bytes, so that three of them fit.
static void append(struct text *text, const void *bytes, size_t count) {
    const size_t left = sizeof text->bytes - text->length;
    if (count > ROOM) count = ROOM;
    if (count > left) count = left;
    memcpy(text->bytes + text->length, bytes, count);
    text->length += count;
}

static void append_string(struct text *text, const char *string) { append(text, string, strlen(string)); }

static void say(const char *what, int error) {
    struct text reason = {0}, message = {0};
    append_string(&reason, what);
    append_string(&reason, ": ");
    append_string(&reason, strerror(error));
    if (line_length > 0) {
        if (line_time >= 0) ru_format_time(ru_wall_clock(), line + line_time);
        append(&message, line, line_place);
        append(&message, reason.bytes, reason.length);
        append(&message, line + line_place + 1, line_length - line_place - 1);
    } else {
        append_string(&message, *name ? name : program_invocation_short_name);
        append_string(&message, ": ");
        append(&message, reason.bytes, reason.length);
        append_string(&message, "\n");
    }
    ru_write_message(message.bytes, message.length);
    append_string(&reason, "\n");
    if (is_of_container && (service == 0 || getpid() == owner)) ru_write_termination_log(reason.bytes, reason.length);
}

/// One that is no child any more has been reaped.
static bool runs(pid_t pid) {
    siginfo_t info = {0};
    return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != pid;
}

/// The service is told to stop, and what comes for us goes on to it, until it has ended: one that is left alone has nobody who
/// passes signals on, and that of a PID 1 is killed. One that is killed has a moment; whoever traces it may keep its end from us.
void ru_end_service(void) {
    if (service == 0 || getpid() != owner) return;
    // In the place of the watchdog's alarm, which is none of the service's. Nothing is left after no time at all.
    const int64_t left = service_grace == 0 ? 1 : service_grace;
    struct itimerval timer = {{0, 0}, {0, 0}};
    if (left > 0) timer.it_value = (struct timeval){(time_t)(left / 1000), (suseconds_t)(left % 1000 * 1000)};
    setitimer(ITIMER_REAL, &timer, NULL);
    bool is_killed = false;
    struct ru_signal signal = {service_signal, 0};
    while (runs(service)) {
        if (signal.number == SIGCHLD) {
            while (waitpid(-1, NULL, WNOHANG) > 0) {}
        } else if (signal.number == SIGALRM && signal.sender == 0 && left <= 0) {
            // Nobody's alarm.
        } else if (signal.number == SIGALRM && signal.sender == 0) {
            if (is_killed) return;
            is_killed = true;
            kill(service, SIGKILL);
            timer.it_value = (struct timeval){RU_AFTER_KILL / 1000, 0};
            setitimer(ITIMER_REAL, &timer, NULL);
        } else {
            const int number = signal.number == SIGTERM ? service_signal : signal.number;
            kill(service, number);
            if (number == service_signal) kill(service, SIGCONT);
        }
        int count;
        do count = ru_wait_signal(&signal, UINT64_MAX); while (count < 0 && errno == EINTR);
        if (count < 0) return;
    }
}

void ru_end(int status, const char *what, int error) {
    say(what, error);
    ru_end_service();
    _exit(status);
}
