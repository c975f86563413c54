#define _GNU_SOURCE
#include "CRunUtils.h"
#include <sys/fsuid.h>
#include <sys/syscall.h>

// The identity that the kernel takes for access to files (credentials(7)): of this thread alone, so by raw system calls,
// since libc's setgroups acts on all threads.

static _Thread_local bool acts_for_another;
static _Thread_local gid_t *own_groups;
static _Thread_local int own_group_count;
static _Thread_local int own_death_signal, own_dumpable;

/// setfsuid(2) tells of no failure; asked with an id that is none, it tells what it is.
static bool files_belong_to(uid_t uid, gid_t gid) {
    return (uid_t)syscall(SYS_setfsuid, -1) == uid && (gid_t)syscall(SYS_setfsgid, -1) == gid;
}

bool ru_acts_for_another(void) { return acts_for_another; }

uid_t ru_file_user(void) { return acts_for_another ? (uid_t)syscall(SYS_setfsuid, -1) : geteuid(); }

gid_t ru_file_group(void) { return acts_for_another ? (gid_t)syscall(SYS_setfsgid, -1) : getegid(); }

int ru_own_groups(gid_t *groups, int count) {
    if (!acts_for_another) return getgroups(count, groups);
    if (count >= own_group_count) memcpy(groups, own_groups, (size_t)own_group_count * sizeof *groups);
    return own_group_count;
}

int ru_act_for(uid_t uid, gid_t gid, const gid_t *groups, size_t count) {
    if (acts_for_another) {
        errno = EBUSY;
        return -1;
    }
    own_group_count = getgroups(0, NULL);
    own_groups = malloc(((size_t)own_group_count + 1) * sizeof *own_groups);
    if (own_group_count < 0 || !own_groups || getgroups(own_group_count, own_groups) < 0) return -1;
    // A change of these ids takes both away (prctl(2)).
    prctl(PR_GET_PDEATHSIG, &own_death_signal, 0, 0, 0);
    own_dumpable = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
    if (syscall(SYS_setgroups, count, groups) < 0) {
        free(own_groups);
        return -1;
    }
    acts_for_another = true;
    syscall(SYS_setfsgid, gid);
    syscall(SYS_setfsuid, uid);
    if (files_belong_to(uid, gid)) return 0;
    if (ru_act_for_oneself() < 0) ru_end(77, "cannot act with its own rights again", errno);
    errno = EPERM;
    return -1;
}

int ru_act_for_oneself(void) {
    if (!acts_for_another) return 0;
    syscall(SYS_setfsuid, geteuid());
    syscall(SYS_setfsgid, getegid());
    const bool has_groups = syscall(SYS_setgroups, own_group_count, own_groups) == 0;
    if (!has_groups || !files_belong_to(geteuid(), getegid())) return -1;
    free(own_groups);
    own_groups = NULL;
    if (own_death_signal) prctl(PR_SET_PDEATHSIG, own_death_signal, 0, 0, 0);
    if (own_dumpable == 1) prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    acts_for_another = false;
    return 0;
}
