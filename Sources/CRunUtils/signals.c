#define _GNU_SOURCE
#include "CRunUtils.h"
#include <sys/signalfd.h>
#include <sys/syscall.h>

// The kernel's set is 64 bits. libc's calls leave out the real-time signals that it keeps for itself.

static int set_mask(uint64_t mask) {
    return (int)syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, NULL, sizeof mask);
}

int ru_block_signals(void) {
    if (set_mask(~UINT64_C(0)) < 0) return -1;
    return signal(SIGCHLD, SIG_DFL) == SIG_ERR ? -1 : 0;
}

void ru_unblock_signals(void) { set_mask(0); }

void ru_ignore_broken_pipes(void) { signal(SIGPIPE, SIG_IGN); }

int ru_signal_descriptor(int descriptor, uint64_t set) {
    return (int)syscall(SYS_signalfd4, descriptor, &set, sizeof set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int ru_read_signals(int descriptor, struct ru_signal *signals) {
    struct signalfd_siginfo infos[RU_SIGNAL_BATCH];
    ssize_t size = read(descriptor, infos, sizeof infos);
    if (size < 0) return errno == EAGAIN ? 0 : -1;
    int count = (int)(size / (ssize_t)sizeof infos[0]);
    for (int i = 0; i < count; i++) {
        signals[i] = (struct ru_signal){(int)infos[i].ssi_signo, (pid_t)infos[i].ssi_pid};
    }
    return count;
}

int ru_wait_signal(struct ru_signal *signal, uint64_t set) {
    siginfo_t info;
    int number = (int)syscall(SYS_rt_sigtimedwait, &set, &info, NULL, sizeof set);
    if (number < 0) return errno == EAGAIN ? 0 : -1;
    *signal = (struct ru_signal){number, info.si_pid};
    return 1;
}

int ru_take_signal(uint64_t set) {
    const struct timespec at_once = {0};
    int number = (int)syscall(SYS_rt_sigtimedwait, &set, NULL, &at_once, sizeof set);
    return number < 0 ? 0 : number;
}

static volatile uint64_t stop_signals;

void ru_set_stop_signals(uint64_t set) { stop_signals = set; }

static uint64_t pending(uint64_t set) {
    uint64_t all = 0;
    syscall(SYS_rt_sigpending, &all, sizeof all);
    return all & set;
}

int ru_pending_stop(void) {
    uint64_t stops = pending(stop_signals);
    return stops ? __builtin_ctzll(stops) + 1 : 0;
}

bool ru_is_wanted(void) { return pending(stop_signals | UINT64_C(1) << (SIGCHLD - 1)) != 0; }
