#define _GNU_SOURCE
#include "CRunUtils.h"
#include <sys/syscall.h>
#include <sys/xattr.h>

// Entries of a directory that somebody else may change at the same time: opened below the directory's descriptor, never
// through a link, and then looked at and changed by their own descriptor.

struct how {        // struct open_how of openat2(2), whose header musl does not bring
    uint64_t flags, mode, resolve;
};

int ru_open_entry(int directory, const char *name, bool lists) {
    const uint64_t no_other_mount = 1;
    int flags = O_NOFOLLOW | O_CLOEXEC | (lists ? O_RDONLY | O_DIRECTORY : O_PATH);
    struct how how = {.flags = (uint64_t)flags, .resolve = no_other_mount};
    int result = (int)syscall(SYS_openat2, directory, name, &how, sizeof how);
    // Linux before 5.6, or a system call filter that is older: bind mounts of the same file system are not noticed then.
    if (result < 0 && (errno == ENOSYS || errno == EPERM)) return openat(directory, name, flags);
    return result;
}

int ru_open_parent(int directory) { return openat(directory, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC); }

DIR *ru_list(int directory) {
    int copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);  // a position of its own
    if (copy < 0) return NULL;
    DIR *stream = fdopendir(copy);
    if (!stream) close(copy);
    return stream;
}

int ru_change_owner(int descriptor, uid_t uid, gid_t gid) { return fchownat(descriptor, "", uid, gid, AT_EMPTY_PATH); }

void ru_copy_attributes(const char *from, int to) {
    char names[2048], value[4096];
    ssize_t count = listxattr(from, names, sizeof names);
    for (char *name = names; name < names + count; name += strlen(name) + 1) {
        ssize_t size = getxattr(from, name, value, sizeof value);
        if (size >= 0) fsetxattr(to, name, value, (size_t)size, 0);
    }
}
