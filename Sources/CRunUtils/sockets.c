#define _GNU_SOURCE
#include "CRunUtils.h"
#include <netdb.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>

int ru_connect(const void *address, uint32_t length) {
    const struct sockaddr *target = address;
    const int pass_rights = 83, off = 0;    // SO_PASSRIGHTS, of Unix sockets only
    int descriptor = socket(target->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return -1;
    setsockopt(descriptor, SOL_SOCKET, pass_rights, &off, sizeof off);
    if (connect(descriptor, target, length) < 0 && errno != EINPROGRESS) {
        int error = errno;
        close(descriptor);
        errno = error;
        return -1;
    }
    return descriptor;
}

int ru_connect_unix(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address.sun_path, path);
    return ru_connect(&address, sizeof address);
}

int ru_connect_result(int descriptor) {
    int error = 0;
    socklen_t length = sizeof error;
    return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) < 0 ? errno : error;
}

int ru_peer(int descriptor, pid_t *pid, uid_t *uid) {
    struct ucred peer;
    socklen_t length = sizeof peer;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0) return -1;
    *pid = peer.pid;
    *uid = peer.uid;
    return 0;
}

void ru_close_in_background(int descriptor) {
    // Raw system calls: musl's functions are for older kernels too, and ten times as large.
    int pair[2] = {-1, -1};
    syscall(SYS_socketpair, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair);
    const int sent[2] = {descriptor, pair[1]};
    union { struct cmsghdr part; char bytes[CMSG_SPACE(sizeof sent)]; } control = {
        {.cmsg_len = CMSG_LEN(sizeof sent), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS}};
    memcpy(CMSG_DATA(&control.part), sent, sizeof sent);
    struct iovec data = {pair, 1};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    syscall(SYS_sendmsg, pair[0], &message, MSG_NOSIGNAL);
    close(descriptor);
    close(pair[1]);
    // The end of a socket is what makes the kernel look for such messages.
    close(pair[0]);
}

ssize_t ru_send(int descriptor, const void *bytes, size_t count) {
    return send(descriptor, bytes, count, MSG_NOSIGNAL);
}

static int look_up(const char *host, const char *port, int family, int output) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_family = family}, *list;
    int code = getaddrinfo(host, port, &hints, &list);
    if (code != 0) return code < 0 ? -code : code;
    for (struct addrinfo *entry = list; entry; entry = entry->ai_next) {
        unsigned char record[1 + sizeof(struct sockaddr_storage)];
        record[0] = (unsigned char)entry->ai_addrlen;
        memcpy(record + 1, entry->ai_addr, entry->ai_addrlen);
        if (write(output, record, 1 + entry->ai_addrlen) < 0) return -EAI_SYSTEM;
    }
    return 0;
}

// There is one thread, which holds none of libc's locks.
static pid_t fork_alone(void) {
#ifdef __GLIBC__
    return fork();
#else
    return _Fork();
#endif
}

// Each family by itself: musl's getaddrinfo fails as a whole when the answer for one of them is an error, and waits for both.
static void resolve(const char *host, const char *port, int output) {
    // Locks of ours must not live on in this child.
    if (output != 3) dup2(output, 3);
    output = 3;
    syscall(SYS_close_range, 4, ~0U, 0);
    pid_t parent = getpid(), other = fork_alone();
    if (other == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) _exit(0);
        _exit(look_up(host, port, AF_INET6, output));
    }
    int code = look_up(host, port, AF_INET, output), status = 0;
    if (other < 0 || waitpid(other, &status, 0) < 0 || !WIFEXITED(status)) _exit(code);
    int second = WEXITSTATUS(status);
    // The one that says most: an address, else that nobody could tell, else that there is none.
    _exit(code == 0 || second == 0 ? 0 : ru_resolve_is_final(code) ? second : code);
}

pid_t ru_resolve(const char *host, const char *port, int output) {
    pid_t child = fork_alone();
    if (child == 0) resolve(host, port, output);
    return child;
}

const char *ru_resolve_error(int status) { return gai_strerror(EAI_NONAME < 0 ? -status : status); }

bool ru_resolve_is_final(int status) {
    int code = EAI_NONAME < 0 ? -status : status;
#ifdef EAI_NODATA
    if (code == EAI_NODATA) return true;
#endif
    return code == EAI_NONAME;
}

size_t ru_numeric_address(const char *host, const char *port, uint8_t *record) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV}, *list;
    if (getaddrinfo(host, port, &hints, &list) != 0) return 0;
    size_t length = list->ai_addrlen;
    memcpy(record, list->ai_addr, length);
    freeaddrinfo(list);
    return length;
}
