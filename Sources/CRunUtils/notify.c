#define _GNU_SOURCE
#include "CRunUtils.h"
#include <stddef.h>
#include <sys/socket.h>
#include <sys/syscall.h>
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

/// Takes a message with descriptors in a child. The kernel closes them where the message is taken, which for a socket of somebody's can
/// last as long as he likes (SO_LINGER in socket(7)). A child that is killed leaves that, or the message for the next time.
static int take_in_child(int descriptor) {
    enum { MILLISECONDS = 20 };
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0) return -1;
    const pid_t pid = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (pid == 0) {
        char byte;
        recv(descriptor, &byte, sizeof byte, 0);
        _exit(0);
    }
    int error = errno;
    close(ends[1]);
    if (pid > 0) {
        struct pollfd end = {.fd = ends[0]};
        poll(&end, 1, MILLISECONDS);
        kill(pid, SIGKILL);
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
    }
    close(ends[0]);
    errno = error;
    return pid < 0 ? -1 : 0;
}

ssize_t ru_notify_receive(int descriptor, uint8_t *bytes, size_t size, pid_t *pid, uid_t *uid) {
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
    const bool has_descriptors = (message.msg_flags & MSG_CTRUNC) != 0;
    if (has_descriptors ? take_in_child(descriptor) < 0 : recv(descriptor, NULL, 0, 0) < 0) return -1;
    return count;
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
