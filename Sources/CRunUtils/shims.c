#define _GNU_SOURCE
#include "CRunUtils.h"
#include <linux/capability.h>
#include <regex.h>
#include <sched.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <termios.h>

int ru_errno(void) { return errno; }

// Not open: after it, musl sets the flag once more, for kernels that do not know it.
int ru_open(int directory, const char *path, int flags, mode_t mode) {
    return openat(directory, path, flags | O_CLOEXEC, mode);
}

void ru_open_standard_streams(void) {
    // One call tells whether all are open, as nearly always.
    struct pollfd streams[] = {{.fd = 0}, {.fd = 1}, {.fd = 2}};
    if (poll(streams, 3, 0) >= 0 && !((streams[0].revents | streams[1].revents | streams[2].revents) & POLLNVAL)) return;
    int descriptor;
    do descriptor = open("/dev/null", O_RDWR); while (descriptor >= 0 && descriptor <= 2);
    if (descriptor > 2) close(descriptor);
}

const char *ru_next_entry(DIR *directory, bool *is_file) {
    errno = 0;
    struct dirent *entry;
    do entry = readdir(directory);
    while (entry && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0));
    if (entry && is_file) *is_file = entry->d_type == DT_REG;
    return entry ? entry->d_name : NULL;
}

void ru_sort(char **texts, char **room, size_t count) {
    if (count < 2) return;
    const size_t half = count / 2;
    ru_sort(texts, room, half);
    ru_sort(texts + half, room, count - half);
    memcpy(room, texts, half * sizeof *room);
    char **left = room, **right = texts + half, **const end = texts + count;
    for (char **place = texts; left < room + half; place++) {
        const bool takes_left = right == end || strcmp(*left, *right) <= 0;
        *place = takes_left ? *left++ : *right++;
    }
}

static ssize_t read_random(void *bytes, size_t count) {
    ssize_t got = syscall(SYS_getrandom, bytes, count, 0);
    if (got >= 0 || errno == EINTR) return got;
    // A sandbox that refuses the call may still have the device.
    int device = ru_open(AT_FDCWD, "/dev/urandom", O_RDONLY, 0);
    if (device < 0) return -1;
    got = read(device, bytes, count);
    int error = errno;
    close(device);
    errno = error;
    return got;
}

int ru_random_bytes(void *bytes, size_t count) {
    uint8_t *place = bytes, *const end = place + count;
    while (place < end) {
        ssize_t got = read_random(place, (size_t)(end - place));
        if (got < 0 && errno != EINTR) return -1;
        if (got > 0) place += got;
    }
    return 0;
}

enum { WIDTH = 32 };
typedef uint8_t Block __attribute__((ext_vector_type(WIDTH)));
typedef bool Bits __attribute__((ext_vector_type(WIDTH)));

// In which of the next WIDTH places a byte stands.
static inline uint32_t places(const uint8_t *bytes, uint8_t byte) {
    Block block;
    memcpy(&block, bytes, sizeof block);
    const Bits bits = __builtin_convertvector(block == byte, Bits);
    uint32_t found;
    memcpy(&found, &bits, sizeof found);
    return found;
}

const uint8_t *ru_find_byte(const uint8_t *bytes, const uint8_t *end, uint8_t byte) {
    for (; end - bytes >= WIDTH; bytes += WIDTH) {
        const uint32_t found = places(bytes, byte);
        if (found) return bytes + __builtin_ctz(found);
    }
    for (; bytes < end; bytes++) {
        if (*bytes == byte) return bytes;
    }
    return NULL;
}

const uint8_t *ru_find_two(const uint8_t *bytes, const uint8_t *end, uint8_t byte) {
    // Of one byte more than a step takes: a pair may lie across its end.
    for (; end - bytes >= WIDTH; bytes += WIDTH - 1) {
        uint32_t found = places(bytes, byte);
        found &= found >> 1;
        if (found) return bytes + __builtin_ctz(found);
    }
    for (; end - bytes >= 2; bytes++) {
        if (bytes[0] == byte && bytes[1] == byte) return bytes;
    }
    return NULL;
}

// Both halves of the product of two words, as wyhash mixes them.
static inline uint64_t mixed(uint64_t first, uint64_t second) {
    const unsigned __int128 product = (unsigned __int128)first * second;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t word(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

enum { DIGEST_STEP = 32 };

__attribute__((always_inline)) static inline uint64_t with_step(uint64_t hash, const uint8_t *bytes) {
    const uint64_t key = 0xa0761d6478bd642fu;
    return mixed(hash ^ word(bytes), key ^ word(bytes + 8)) ^ mixed(hash ^ word(bytes + 16), ~key ^ word(bytes + 24));
}

void ru_digest(const uint8_t *bytes, size_t count, uint8_t text[RU_DIGEST_LENGTH]) {
    uint64_t hash = count ^ 0xe7037ed1a0b428dbu;
    for (; count >= DIGEST_STEP; bytes += DIGEST_STEP, count -= DIGEST_STEP) hash = with_step(hash, bytes);
    uint8_t rest[DIGEST_STEP] = {0};
    if (count) memcpy(rest, bytes, count);
    hash = with_step(hash, rest);
    for (int i = 0; i < RU_DIGEST_LENGTH; i++, hash >>= 4) text[i] = 'a' + (hash & 15);
}

const void *ru_find(const void *bytes, size_t count, const void *wanted, size_t wanted_count) {
    const uint8_t *place = bytes, *const end = place + count;
    while ((size_t)(end - place) >= wanted_count && (place = ru_find_byte(place, end, *(const uint8_t *)wanted))) {
        if ((size_t)(end - place) >= wanted_count && memcmp(place, wanted, wanted_count) == 0) return place;
        place++;
    }
    return NULL;
}

int ru_search(const char *pattern, const char *text) {
    regex_t expression;
    if (regcomp(&expression, pattern, REG_EXTENDED | REG_NOSUB) != 0) return -1;
    int found = regexec(&expression, text, 0, NULL, 0) == 0;
    regfree(&expression);
    return found;
}

int ru_processors(void) {
    cpu_set_t processors;
    return sched_getaffinity(0, sizeof processors, &processors) < 0 ? 1 : CPU_COUNT(&processors);
}

// Its address is a number that the linker was given: --defsym=ru_commit=0x0123456789abcdef. Without that it is 0.
extern const char ru_commit[] __attribute__((weak, visibility("hidden")));

const char *ru_commit_text(void) {
    // As data, which has room for 64 bits; an instruction may not.
    static const char *const volatile address = ru_commit;
    static char text[] = " (0123456789abcdef)";
    uint64_t number = (uintptr_t)address;
    if (number == 0) return "";
    for (int i = 17; i >= 2; i--, number >>= 4) text[i] = "0123456789abcdef"[number & 15];
    return text;
}

const char *ru_host_name(void) {
    static char name[256];
    if (gethostname(name, sizeof name - 1) < 0) name[0] = 0;
    return name;
}

bool ru_is_child(pid_t pid) {
    siginfo_t info;
    return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

int ru_become_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

void ru_hide_memory(void) { prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

bool ru_has_capability(int capability) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2] = {0};
    if (syscall(SYS_capget, &header, data) < 0) return false;
    return data[capability / 32].effective >> (capability % 32) & 1;
}

int ru_open_process(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int ru_signal_process(int process, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, process, signal, NULL, 0);
}

size_t ru_page_size(void) { return getauxval(AT_PAGESZ); }

size_t ru_whole_pages(size_t size) {
    const size_t page = ru_page_size();
    return (size + page - 1) / page * page;
}

void ru_release_stack(void) {
    const uintptr_t page = ru_page_size(), depth = ru_whole_pages(1 << 18);
    uintptr_t end = ((uintptr_t)__builtin_frame_address(0) - 512) / page * page; // 512: the rest of this frame
    madvise((void *)(end - depth), depth, MADV_DONTNEED);
}

pid_t ru_terminal_foreground(int descriptor) { return tcgetpgrp(descriptor); }

int ru_set_terminal_foreground(int descriptor, pid_t group) { return tcsetpgrp(descriptor, group); }

int ru_terminal_width(int descriptor) {
    struct winsize size;
    return ioctl(descriptor, TIOCGWINSZ, &size) < 0 ? 0 : size.ws_col;
}

int ru_set_flags(int descriptor, bool non_blocking) {
    if (fcntl(descriptor, F_SETFD, FD_CLOEXEC) < 0) return -1;
    return fcntl(descriptor, F_SETFL, non_blocking ? O_NONBLOCK : 0);
}

/// Embedded Swift seeds its hashing with this; musl and older glibc do not have it.
__attribute__((weak)) void arc4random_buf(void *bytes, size_t count) {
    ru_random_bytes(bytes, count);
}

static struct termios shown_input;

int ru_hide_input(int terminal) {
    if (tcgetattr(terminal, &shown_input) < 0) return -1;
    struct termios hidden = shown_input;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    hidden.c_lflag |= ECHONL | ICANON | ISIG;
    return tcsetattr(terminal, TCSAFLUSH, &hidden);
}

void ru_show_input(int terminal) {
    tcsetattr(terminal, TCSANOW, &shown_input);
}
