#define _GNU_SOURCE
#include "CRunUtils.h"
#include <stdatomic.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <sys/syscall.h>
#include <sys/xattr.h>

// Entries of a directory that somebody else may change at the same time: opened below the directory's descriptor, never
// through a link, and then looked at and changed by their own descriptor.

struct how {        // struct open_how of openat2(2), whose header musl does not bring
    uint64_t flags, mode, resolve;
};

enum { RESOLVE_NO_OTHER_MOUNT = 1, RESOLVE_NO_LINKS = 4 };

/// openat2(2); ENOSYS before Linux 5.6, and where a filter of system calls that is older answers EPERM.
static int open_how(int directory, const char *path, int flags, mode_t mode, uint64_t resolve) {
    static bool is_missing;
    if (is_missing) {
        errno = ENOSYS;
        return -1;
    }
    struct how how = {.flags = (uint64_t)(flags | O_CLOEXEC), .mode = flags & O_CREAT ? mode : 0, .resolve = resolve};
    const int result = (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
    if (result >= 0 || (errno != ENOSYS && errno != EPERM)) return result;
    // EPERM may also be said of the file.
    struct how known = {.flags = O_PATH | O_CLOEXEC};
    const int probe = (int)syscall(SYS_openat2, AT_FDCWD, "/", &known, sizeof known);
    if (probe >= 0) {
        close(probe);
        errno = EPERM;
    } else {
        is_missing = true;
        errno = ENOSYS;
    }
    return -1;
}

int ru_open_without_links(int directory, const char *path, int flags) {
    return open_how(directory, path, flags, 0, RESOLVE_NO_LINKS);
}

static int entry_flags(bool lists) { return O_NOFOLLOW | O_CLOEXEC | (lists ? O_RDONLY | O_DIRECTORY : O_PATH); }

int ru_open_entry(int directory, const char *name, bool lists) {
    return open_how(directory, name, entry_flags(lists), 0, RESOLVE_NO_OTHER_MOUNT);
}

int ru_open_entry_anywhere(int directory, const char *name, bool lists) {
    return openat(directory, name, entry_flags(lists));
}

int ru_open_parent(int directory) { return openat(directory, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC); }

DIR *ru_list(int directory) {
    int copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);  // a position of its own
    if (copy < 0) return NULL;
    DIR *stream = fdopendir(copy);
    if (!stream) close(copy);
    return stream;
}

bool ru_is_read_only(int descriptor) {
    struct statvfs status;
    return fstatvfs(descriptor, &status) == 0 && (status.f_flag & ST_RDONLY);
}

bool ru_has_access_list(int descriptor) { return fgetxattr(descriptor, "system.posix_acl_access", NULL, 0) > 0; }

bool ru_is_of_processes(int descriptor) {
    const long proc = 0x9fa0;   // PROC_SUPER_MAGIC of statfs(2)
    struct statfs status;
    return fstatfs(descriptor, &status) == 0 && status.f_type == proc;
}

int ru_change_owner(int descriptor, uid_t uid, gid_t gid) { return fchownat(descriptor, "", uid, gid, AT_EMPTY_PATH); }

ssize_t ru_read_link(int directory, const char *name, uint8_t *target, size_t size) {
    return readlinkat(directory, name, (char *)target, size);
}

/// Whether the file system does not know a flag of renameat2(2).
static bool is_unsupported(int result) { return result < 0 && (errno == EINVAL || errno == ENOSYS); }

int ru_make_directory(int directory, const char *name, mode_t mode) {
    // The umask is the process's: where unit tests run side by side, two that set it aside would leave it so.
    static atomic_flag is_taken = ATOMIC_FLAG_INIT;
    while (atomic_flag_test_and_set(&is_taken)) {}
    const mode_t mask = umask(0);
    const int result = mkdirat(directory, name, mode);
    umask(mask);
    atomic_flag_clear(&is_taken);
    return result;
}

int ru_rename_exclusive(int directory, const char *from, const char *to) {
    const unsigned no_replace = 1;
    int result = (int)syscall(SYS_renameat2, directory, from, directory, to, no_replace);
    if (!is_unsupported(result)) return result;
    return linkat(directory, from, directory, to, 0) < 0 ? -1 : unlinkat(directory, from, 0);
}

int ru_rename_exchange(int directory, const char *from, const char *to) {
    const unsigned exchange = 2;
    int result = (int)syscall(SYS_renameat2, directory, from, directory, to, exchange);
    if (!is_unsupported(result)) return result;
    const size_t length = strlen(from);
    char *old = malloc(length + 2);
    if (!old) return -1;
    memcpy(old, from, length);
    memcpy(old + length, "~", 2);
    const bool has_old = linkat(directory, to, directory, old, 0) == 0;
    result = renameat(directory, from, directory, to);
    if (has_old && result == 0) result = renameat(directory, old, directory, from);
    else if (has_old) unlinkat(directory, old, 0);
    free(old);
    return result;
}

void ru_copy_attributes(int from, int to) {
    char names[2048], value[4096];
    ssize_t count = flistxattr(from, names, sizeof names);
    for (char *name = names; name < names + count; name += strlen(name) + 1) {
        ssize_t size = fgetxattr(from, name, value, sizeof value);
        if (size >= 0) fsetxattr(to, name, value, (size_t)size, 0);
    }
}
