#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// refuse flock|write-lock ERRNO PROGRAM ARGUMENT…: executes a program to which the kernel refuses one kind of lock, as a file
// system does that has none (seccomp(2)).

#define LOAD(member) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, member))
#define UNLESS(value, steps) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, (steps))
#define ANSWER(value) BPF_STMT(BPF_RET | BPF_K, (value))

int main(int count, char **words) {
    if (count < 4) return 64;
    const unsigned refusal = SECCOMP_RET_ERRNO | (unsigned)atoi(words[2]);
    struct sock_filter flock_filter[] = {
        LOAD(nr), UNLESS(SYS_flock, 1), ANSWER(refusal), ANSWER(SECCOMP_RET_ALLOW),
    };
    // The command, whose lower half comes first on all machines of ours.
    struct sock_filter write_lock_filter[] = {
        LOAD(nr), UNLESS(SYS_fcntl, 3), LOAD(args[1]), UNLESS(37 /* F_OFD_SETLK */, 1), ANSWER(refusal),
        ANSWER(SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof flock_filter / sizeof *flock_filter, flock_filter};
    if (strcmp(words[1], "write-lock") == 0) {
        program = (struct sock_fprog){sizeof write_lock_filter / sizeof *write_lock_filter, write_lock_filter};
    }
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0) {
        perror("seccomp");
        return 71;
    }
    execvp(words[3], words + 3);
    perror(words[3]);
    return 127;
}
