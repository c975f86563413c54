#define _GNU_SOURCE
#include "CRunUtils.h"
#include <stddef.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>

static const socklen_t header = offsetof(struct sockaddr_un, sun_path);

int ru_notify_open(uint8_t *name, size_t size) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    socklen_t length = sizeof address;
    int on = 1;
    int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return -1;
    // An address without a name asks the kernel for one.
    if (setsockopt(descriptor, SOL_SOCKET, SO_PASSCRED, &on, sizeof on) == 0
        && bind(descriptor, (struct sockaddr *)&address, header) == 0
        && getsockname(descriptor, (struct sockaddr *)&address, &length) == 0) {
        size_t count = length - header;
        if (count < size) {
            memcpy(name, address.sun_path, count);
            name[0] = '@';
            name[count] = 0;
            return descriptor;
        }
    }
    int error = errno;
    close(descriptor);
    errno = error;
    return -1;
}

/// The child that takes a message, until it is seen to have ended.
static pid_t taker;

/// Takes a message with descriptors in a child. The kernel closes them where the message is taken, which for a socket of somebody's can
/// last as long as he likes (SO_LINGER in socket(7)), and for many of inotify(7) seconds. The child gives itself a moment; one that ends
/// sooner leaves the message for the next time.
static bool take_in_child(int descriptor) {
    const struct itimerval moment = {.it_value.tv_usec = 20 * 1000};
    taker = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (taker == 0) {
        signal(SIGALRM, SIG_DFL);
        ru_unblock_signals();
        setitimer(ITIMER_REAL, &moment, NULL);
        recv(descriptor, NULL, 0, 0);
        _exit(0);
    }
    return taker > 0;
}

bool ru_notify_is_busy(void) {
    // Who reaps all children may have reaped it.
    if (taker > 0 && waitpid(taker, NULL, WNOHANG) != 0) taker = 0;
    return taker > 0;
}

ssize_t ru_notify_receive(int descriptor, uint8_t *bytes, size_t size, pid_t *pid, uid_t *uid) {
    if (ru_notify_is_busy()) {
        errno = EAGAIN;
        return -1;
    }
    // There is room for the credentials only, so descriptors that come along, as of sd_notify_barrier(3), are not ours.
    union { char bytes[CMSG_SPACE(sizeof(struct ucred))]; struct cmsghdr align; } control;
    struct iovec data = {bytes, size};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t count = recvmsg(descriptor, &message, MSG_PEEK | MSG_CMSG_CLOEXEC);
    if (count < 0) return -1;
    struct cmsghdr *part = CMSG_FIRSTHDR(&message);
    if (part && part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_CREDENTIALS) {
        struct ucred sender;
        memcpy(&sender, CMSG_DATA(part), sizeof sender);
        *pid = sender.pid;
        *uid = sender.uid;
    }
    if (!(message.msg_flags & MSG_CTRUNC)) return recv(descriptor, NULL, 0, 0) < 0 ? -1 : count;
    if (take_in_child(descriptor)) return count;
    // It would be in the way of all others: who sends more is told so.
    shutdown(descriptor, SHUT_RD);
    errno = ENOBUFS;
    return -1;
}

ssize_t ru_notify_send(const char *name, const void *bytes, size_t count) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = strlen(name);
    if (length >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(address.sun_path, name, length);
    if (name[0] == '@') address.sun_path[0] = 0;
    int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return -1;
    ssize_t sent = sendto(descriptor, bytes, count, MSG_NOSIGNAL, (struct sockaddr *)&address, header + (socklen_t)length);
    int error = errno;
    close(descriptor);
    errno = error;
    return sent;
}
