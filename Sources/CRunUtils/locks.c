#define _GNU_SOURCE
#include "CRunUtils.h"

int ru_lock_description(int descriptor) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(descriptor, F_OFD_SETLK, &lock);
}

int ru_lock_process(int descriptor) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(descriptor, F_SETLK, &lock);
}

int ru_find_write_lock(int descriptor, pid_t *holder) {
    // What would hinder a read lock is a write lock; read locks, which any reader may hold, do not show.
    struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
    if (fcntl(descriptor, F_OFD_GETLK, &lock) < 0) return -1;
    *holder = lock.l_pid;
    return lock.l_type == F_WRLCK;
}
