#define _GNU_SOURCE
#include "CRunUtils.h"
#include <linux/capability.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

// The child shares its parent's memory until it is its program, so it neither copies page tables nor anything that either writes. It
// has a stack of its own; errno is the child's meanwhile, and the parent, which goes on, leaves it alone. The child's calls for
// credentials are raw: libc's wrappers would act on "all threads" of the parent. The order of the steps is that of credentials(7) and capabilities(7): what needs privileges comes
// before they go, and the mask is emptied last, when no handler of ours is left.

struct kernel_sigaction {
    void *handler;
    unsigned long flags;
    void *restorer;
    uint64_t mask;
};

static bool fails(struct ru_request *request, enum ru_stage stage, long result) {
    request->stage = stage;
    if (result >= 0) return false;
    request->error = errno;
    return true;
}

static long take_terminal(int terminal) {
    pid_t group = getpid();
    if (ioctl(terminal, TIOCSPGRP, &group) == 0) return 0;
    return errno == ENOTTY || errno == ENXIO ? 0 : -1;
}

/// Moves a descriptor to 0, 1 or 2. The sources are above 2, so no move can overwrite a later source.
static long install(int descriptor, int target) {
    return descriptor < 0 ? 0 : dup2(descriptor, target);
}

static long mark_others_close_on_exec(void) {
    const unsigned close_on_exec = 4;
    if (syscall(SYS_close_range, 3, ~0U, close_on_exec) == 0) return 0;
    struct rlimit limit = {.rlim_cur = 65536};
    getrlimit(RLIMIT_NOFILE, &limit);       // Linux before 5.11
    for (rlim_t number = 3; number < limit.rlim_cur && number < 65536; number++) {
        const int descriptor = (int)number;
        int flags = fcntl(descriptor, F_GETFD);
        if (flags >= 0) fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC);
    }
    return 0;
}

/// Hands the service its notification descriptor under the number that it expects.
static long install_notification(int descriptor, int number) {
    if (descriptor < 0) return 0;
    if (descriptor == number) return fcntl(number, F_SETFD, 0);
    return dup2(descriptor, number);
}

/// Without CAP_SETPCAP the set stays as it is; no_new_privs then keeps execve from granting anything out of it.
static long limit_bounding_set(uint64_t kept) {
    for (int capability = 0; capability < 64; capability++) {
        if (kept >> capability & 1) continue;
        if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0) continue;
        return errno == EINVAL || errno == EPERM ? 0 : -1;
    }
    return 0;
}

static long verify_user(uid_t uid, gid_t gid) {
    uid_t uids[3];
    gid_t gids[3];
    if (syscall(SYS_getresuid, &uids[0], &uids[1], &uids[2]) < 0) return -1;
    if (syscall(SYS_getresgid, &gids[0], &gids[1], &gids[2]) < 0) return -1;
    for (int i = 0; i < 3; i++) {
        if (uids[i] != uid || gids[i] != gid) {
            errno = EPERM;
            return -1;
        }
    }
    return 0;
}

static long reset_dispositions(void) {
    const struct kernel_sigaction initial = {0}, ignored = {.handler = (void *)SIG_IGN};
    // A broken pipe of our own that is pending would end the program; ignoring a signal discards it (signal(7)).
    if (syscall(SYS_rt_sigaction, SIGPIPE, &ignored, NULL, sizeof(uint64_t)) < 0) return -1;
    for (int signal = 1; signal <= 64; signal++) {
        if (signal == SIGKILL || signal == SIGSTOP) continue;
        if (syscall(SYS_rt_sigaction, signal, &initial, NULL, sizeof(uint64_t)) < 0) return -1;
    }
    return 0;
}

static long clear_mask(void) {
    const uint64_t empty = 0;
    return syscall(SYS_rt_sigprocmask, SIG_SETMASK, &empty, NULL, sizeof empty);
}

/// Leaves the kept capabilities and no others in all sets, the inheritable and ambient ones too: those are what a user
/// other than root gets from execve. A capability can be ambient only once it is permitted and inheritable.
static long set_capabilities(uint64_t kept) {
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);   // EINVAL before Linux 4.3, which has no such set
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2];
    for (int i = 0; i < 2; i++) {
        data[i].effective = data[i].permitted = data[i].inheritable = (uint32_t)(kept >> (32 * i));
    }
    if (syscall(SYS_capset, &header, data) < 0) return -1;
    for (int capability = 0; capability < 64; capability++) {
        if (!(kept >> capability & 1)) continue;
        if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) < 0) return -1;
    }
    return 0;
}

static bool change_user(struct ru_request *request) {
    if (!request->change_user) return true;
    // The change of user from root would take away all permitted capabilities; execve resets this flag.
    if (request->kept_capabilities && fails(request, RU_STAGE_CAPABILITIES, prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0))) {
        return false;
    }
    return !(fails(request, RU_STAGE_GROUPS, syscall(SYS_setgroups, request->group_count, request->groups))
        || fails(request, RU_STAGE_GID, syscall(SYS_setresgid, request->gid, request->gid, request->gid))
        || fails(request, RU_STAGE_UID, syscall(SYS_setresuid, request->uid, request->uid, request->uid))
        || fails(request, RU_STAGE_VERIFY, verify_user(request->uid, request->gid)));
}

static bool change_rights(struct ru_request *r) {
    if (r->drop_privileges && fails(r, RU_STAGE_BOUNDING_SET, limit_bounding_set(r->kept_capabilities))) return false;
    if (!change_user(r)) return false;
    if (!r->drop_privileges) return true;
    return !(fails(r, RU_STAGE_CAPABILITIES, set_capabilities(r->kept_capabilities))
        || fails(r, RU_STAGE_NO_NEW_PRIVILEGES, prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)));
}

/// A program would keep the changed identity.
static bool acts_for_another(struct ru_request *request) {
    request->stage = RU_STAGE_NONE;
    request->error = ru_acts_for_another() ? EBUSY : 0;
    return request->error != 0;
}

void ru_execute(struct ru_request *r) {
    if (acts_for_another(r)) return;
    if (r->new_session && fails(r, RU_STAGE_GROUP, setsid())) return;
    if (r->new_group && fails(r, RU_STAGE_GROUP, setpgid(0, 0))) return;
    if (r->terminal >= 0 && fails(r, RU_STAGE_TERMINAL, take_terminal(r->terminal))) return;
    if (fails(r, RU_STAGE_DESCRIPTORS, install(r->standard_input, 0))) return;
    if (fails(r, RU_STAGE_DESCRIPTORS, install(r->standard_output, 1))) return;
    if (fails(r, RU_STAGE_DESCRIPTORS, install(r->standard_error, 2))) return;
    if (fails(r, RU_STAGE_DESCRIPTORS, mark_others_close_on_exec())) return;
    if (fails(r, RU_STAGE_NOTIFICATION, install_notification(r->notification, r->notification_number))) return;
    if (!change_rights(r)) return;
    if (r->death_signal && fails(r, RU_STAGE_DEATH_SIGNAL, prctl(PR_SET_PDEATHSIG, r->death_signal, 0, 0, 0))) return;
    if (r->file_mask >= 0) umask((mode_t)r->file_mask);
    if (r->directory && fails(r, RU_STAGE_DIRECTORY, chdir(r->directory))) return;
    if (fails(r, RU_STAGE_SIGNALS, reset_dispositions())) return;
    if (fails(r, RU_STAGE_SIGNALS, clear_mask())) return;
    fails(r, RU_STAGE_EXEC, execve(r->path, r->arguments, r->environment));
}

bool ru_become(struct ru_request *request) {
    return !acts_for_another(request) && change_rights(request);
}

/// Where a child has failed, and why: what it writes to a pipe that its program would close.
struct report {
    int stage;
    int error;
};

/// What a child gets.
struct start {
    struct ru_request *request;
    int pipe;
};

static int child(void *argument) {
    const struct start *start = argument;
    struct ru_request *request = start->request;
    int pipe = start->pipe;
    // The service wants that number itself; as long as it is taken, a copy gets another. Without one, nothing would tell the parent
    // how long the child needs its stack.
    if (pipe == request->notification_number) pipe = fcntl(pipe, F_DUPFD_CLOEXEC, 3);
    if (!fails(request, RU_STAGE_NOTIFICATION, pipe)) ru_execute(request);
    else pipe = start->pipe;
    const struct report report = {request->stage, request->error};
    // What cannot be told is seen as an end with this status.
    ssize_t written = write(pipe, &report, sizeof report);
    _exit(written == sizeof report ? 127 : 126);
}

/// A system call that leaves errno to the child. Returns its result, or -errno.
static long call(long number, long a, long b, long c, long d) {
#if defined(__x86_64__)
    long result;
    register long fourth __asm__("r10") = d;
    register long fifth __asm__("r8") = 0;
    __asm__ volatile("syscall" : "=a"(result)
        : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth) : "rcx", "r11", "memory");
    return result;
#elif defined(__aarch64__)
    register long first __asm__("x0") = a;
    register long second __asm__("x1") = b;
    register long third __asm__("x2") = c;
    register long fourth __asm__("x3") = d;
    register long fifth __asm__("x4") = 0;
    register long which __asm__("x8") = number;
    __asm__ volatile("svc 0" : "+r"(first) : "r"(second), "r"(third), "r"(fourth), "r"(fifth), "r"(which) : "memory");
    return first;
#else
#error "no system calls for this processor yet"
#endif
}

/// Waits until the child is its program, has failed, or has ended. It is its user's before it is its program, and other processes of
/// that user can stop it: it is told to go on then. They can also have the kernel wait with its program (F_SETLEASE in fcntl(2)). A
/// second in which it was stopped, or a stop signal was pending for us, is its last.
///
/// Returns whether it was killed.
static bool await(pid_t pid, int pipe) {
    enum { LIMIT = 50 };
    const struct timespec step = {0, 20 * 1000 * 1000};
    struct pollfd end = {.fd = pipe, .events = POLLIN};
    bool is_stopped = false;
    int steps = 0;
    while (1) {
        struct timespec left = step;
        const long count = call(SYS_ppoll, (long)&end, 1, (long)&left, 0);
        // A call that fails: the read that comes next waits as well, if not for stops.
        if (count > 0 || (count < 0 && count != -EINTR)) return false;
        siginfo_t info = {0};
        const long result = call(SYS_waitid, P_PID, pid, (long)&info, WSTOPPED | WCONTINUED | WNOHANG);
        if (result == 0 && info.si_pid == pid) is_stopped = info.si_code != CLD_CONTINUED;
        // It cannot fail, and so leaves errno alone.
        if (!is_stopped && !ru_pending_stop()) continue;
        const bool is_over = steps++ == LIMIT;
        if (is_over || is_stopped) call(SYS_kill, pid, is_over ? SIGKILL : SIGCONT, 0, 0);
        if (is_over) return true;
    }
}

/// Nobody is to see the exit of a service that did not start. It has said all that it has to say, and may be stopped.
static pid_t fail(struct ru_request *request, pid_t pid, struct report report) {
    if (pid > 0) kill(pid, SIGKILL);
    while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
    request->stage = report.stage;
    request->error = report.error;
    return -1;
}

/// From the child's start to its program, or to why there is none. No handler runs meanwhile, which would have errno too.
static pid_t start(struct ru_request *request, char *stack, size_t size, const int pipe[2]) {
    struct start what = {request, pipe[1]};
    int pid;
    do pid = clone(child, stack + size, CLONE_VM | SIGCHLD, &what); while (pid < 0 && errno == EINTR);
    struct report report = {RU_STAGE_NONE, pid < 0 ? errno : 0};
    call(SYS_close, pipe[1], 0, 0, 0);
    if (pid < 0) return fail(request, 0, report);
    const bool was_killed = await(pid, pipe[0]);
    long count;
    do count = call(SYS_read, pipe[0], (long)&report, sizeof report, 0); while (count == -EINTR);
    if (was_killed) report = (struct report){RU_STAGE_EXEC, EINTR};
    return count == sizeof report || was_killed ? fail(request, pid, report) : pid;
}

pid_t ru_spawn(struct ru_request *request) {
    enum { SIZE = 16384 };
    int pipe[2];
    uint64_t mask;
    const uint64_t all = ~UINT64_C(0);
    if (acts_for_another(request)) return -1;
    if (pipe2(pipe, O_CLOEXEC) < 0) return fail(request, 0, (struct report){RU_STAGE_NONE, errno});
    char *stack = aligned_alloc(16, SIZE);
    if (!stack || syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &mask, sizeof mask) < 0) {
        fail(request, 0, (struct report){RU_STAGE_NONE, errno});
        close(pipe[0]);
        close(pipe[1]);
        free(stack);
        return -1;
    }
    const pid_t pid = start(request, stack, SIZE, pipe);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, NULL, sizeof mask);
    close(pipe[0]);
    free(stack);
    return pid;
}
