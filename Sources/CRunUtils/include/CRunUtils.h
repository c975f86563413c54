/// The one door to libc, for both builds. What Swift can call as it is comes from the headers;
/// the functions below are what it cannot: errno, variadic calls, types that differ between
/// musl and glibc, code between clone and exec, and code that runs before main or in a handler.
#pragma once

#include <errno.h>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// sha256.c

/// Takes a block into the state of a SHA-256 by the processor's instructions for it; false where it has none.
bool ru_sha256(uint32_t state[8], const uint32_t block[16]);

// shims.c

int ru_errno(void);
int ru_open(int directory, const char *path, int flags, mode_t mode);
/// Opens /dev/null in the place of each closed standard stream.
void ru_open_standard_streams(void);
/// Close-on-exec, and non-blocking or not.
int ru_set_flags(int descriptor, bool non_blocking);
/// The next name in a directory, without "." and ".."; NULL at the end (errno 0) or on an error. `is_file`, unless it is
/// NULL: whether the directory says that it is a plain file; not every file system does.
const char *ru_next_entry(DIR *directory, bool *is_file);
/// Sorts texts by their bytes. `room` is for half of them.
void ru_sort(char **texts, char **room, size_t count);
int ru_random_bytes(void *bytes, size_t count);
/// The first place before `end` where a byte stands, or stands twice in a row; NULL when there is none. Many bytes at a time,
/// since most of a template is to be copied as it is.
const uint8_t *ru_find_byte(const uint8_t *bytes, const uint8_t *end, uint8_t byte);
const uint8_t *ru_find_two(const uint8_t *bytes, const uint8_t *end, uint8_t byte);
enum { RU_DIGEST_LENGTH = 16 };
/// Writes a hash of a content as letters from 'a' to 'p': it tells whether something has changed where nobody wants to deceive.
void ru_digest(const uint8_t *bytes, size_t count, uint8_t text[RU_DIGEST_LENGTH]);
/// memmem(3).
const void *ru_find(const void *bytes, size_t count, const void *wanted, size_t wanted_count);
/// Whether an extended regular expression (regcomp(3)) is found in a text: 1 or 0; -1 for an expression that is wrong.
int ru_search(const char *pattern, const char *text);
/// On how many processors this process may run (sched_getaffinity(2)).
int ru_processors(void);
/// The machine's name (gethostname(2)); empty when there is none. Valid until the next call.
const char *ru_host_name(void);
/// " (0123456789abcdef)", the beginning of the commit that this executable was built from; empty where the linker was not told of one.
const char *ru_commit_text(void);
/// Whether a process is a child of this one, also one that has ended; it is not reaped (waitid(2)).
bool ru_is_child(pid_t pid);
/// Adopts orphaned descendants (PR_SET_CHILD_SUBREAPER).
int ru_become_subreaper(void);
/// PR_SET_DUMPABLE: 0.
void ru_hide_memory(void);
/// A descriptor for a process (pidfd_open(2)), and a signal to it (pidfd_send_signal(2)); 0 only asks whether it is there.
int ru_open_process(pid_t pid);
int ru_signal_process(int process, int signal);
/// The size of a page of memory: 4, 16 or 64 KiB.
size_t ru_page_size(void);
/// A size, or an address, rounded up to whole pages. It must not be among the last of the address space.
size_t ru_whole_pages(size_t size);
/// Gives back the pages below the present stack frame, which deeper calls have left dirty.
void ru_release_stack(void);
/// Gives back the pages of free blocks (allocator.c).
void ru_release_heap(void);
/// Whether the process holds a capability in its effective set (capget(2)).
bool ru_has_capability(int capability);
/// The foreground process group of a terminal; negative when the descriptor is none.
pid_t ru_terminal_foreground(int descriptor);
int ru_set_terminal_foreground(int descriptor, pid_t group);
/// The columns of a terminal; 0 when they are not known.
int ru_terminal_width(int descriptor);
/// Lets a terminal take whole lines without showing them, and forgets what was typed ahead; line ends still show.
int ru_hide_input(int terminal);
/// Gives the terminal the settings back that it had before.
void ru_show_input(int terminal);

// start.c

/// The process's arguments and environment as the kernel laid them out; both end with NULL.
char **ru_arguments(void);
char **ru_environment(void);

// signals.c: the kernel's signal sets, all 64 signals, past libc's reserved ones

/// Blocks every signal and sets SIGCHLD to its default, which an inherited "ignore" would turn into lost statuses: 0, or -1 on
/// an error.
int ru_block_signals(void);
/// Undoes that: an empty mask.
void ru_unblock_signals(void);
/// A write to a pipe without a reader is an error, not the end of this process. Programs that it starts get the default.
void ru_ignore_broken_pipes(void);
/// A descriptor (signalfd(2)) that reads the signals of a set, a bit each, close-on-exec and non-blocking: a new one for -1,
/// else the given one, whose set it becomes.
int ru_signal_descriptor(int descriptor, uint64_t set);
struct ru_signal {
    int number;
    pid_t sender;
};
enum { RU_SIGNAL_BATCH = 4 };
/// The oldest signals from the descriptor, up to RU_SIGNAL_BATCH: how many, 0 when there are none, -1 on an error.
int ru_read_signals(int descriptor, struct ru_signal *signals);
/// Waits for one signal of a set as long as it takes (rt_sigtimedwait(2)): 1, 0 for nothing, or -1 on an error.
int ru_wait_signal(struct ru_signal *signal, uint64_t set);
/// Takes a signal of a set, 0 when none waits.
int ru_take_signal(uint64_t set);
/// The signals that ask for a stop, and which of them waits, 0 for none. Async-signal-safe.
void ru_set_stop_signals(uint64_t set);
int ru_pending_stop(void);
/// Whether a stop or the end of a child waits to be seen. Async-signal-safe.
bool ru_is_wanted(void);

// directory.c

/// O_PATH, which libc's headers only have for GNU programs.
enum { RU_REFER = 010000000 };
/// Opens a path that has no link in it, from a directory on (openat2(2) with RESOLVE_NO_SYMLINKS): ELOOP where there is one,
/// ENOSYS where the kernel cannot say.
int ru_open_without_links(int directory, const char *path, int flags);
/// Opens an entry of a directory, not through a link and not on another mount (EXDEV): to list it, or only to refer to it
/// (O_PATH). ENOSYS where the kernel cannot say.
int ru_open_entry(int directory, const char *name, bool lists);
/// The same on any mount.
int ru_open_entry_anywhere(int directory, const char *name, bool lists);
int ru_open_parent(int directory);
/// The directory's entries from the first on; NULL on an error.
DIR *ru_list(int directory);
/// Whether a descriptor's file is on a mount that nobody can write to.
bool ru_is_read_only(int descriptor);
/// Whether it has an access list with more than the mode says (acl(5)).
bool ru_has_access_list(int descriptor);
/// Whether it is in the file system of processes (proc(5)).
bool ru_is_of_processes(int descriptor);
/// The owner of what a descriptor refers to, also of a link itself.
int ru_change_owner(int descriptor, uid_t uid, gid_t gid);
/// readlinkat(2), into bytes.
ssize_t ru_read_link(int directory, const char *name, uint8_t *target, size_t size);
/// mkdirat(2), with a mode from which the umask takes nothing.
int ru_make_directory(int directory, const char *name, mode_t mode);
/// renameat2(2) with RENAME_NOREPLACE; where the file system has no such call, link(2) and unlink(2).
int ru_rename_exclusive(int directory, const char *from, const char *to);
/// renameat2(2) with RENAME_EXCHANGE. Where the file system has no such call, the old file gets a second name first; where
/// it has no link(2) either, it is gone.
int ru_rename_exchange(int directory, const char *from, const char *to);
/// Copies the extended attributes of a file (xattr(7)) as far as that is allowed.
void ru_copy_attributes(int from, int to);

// locks.c: write locks of whole files, taken without waiting (fcntl(2))

/// A lock that goes with the last copy of the descriptor.
int ru_lock_description(int descriptor);
/// A lock of this process, as lckpwdf(3) takes it: it goes when any descriptor of the file is closed.
int ru_lock_process(int descriptor);
/// Whether somebody else holds a write lock: 1 or 0; -1 on an error. `holder`: its process as it is called here, 0 for one of
/// another PID namespace, -1 where the lock is a descriptor's.
int ru_find_write_lock(int descriptor, pid_t *holder);

// identity.c: whose rights count for files (setfsuid(2))

/// Acts on files with somebody else's rights, verified; -1 where that is not possible, and then as before.
int ru_act_for(uid_t uid, gid_t gid, const gid_t *groups, size_t count);
/// With one's own again; -1 where that failed, and then nothing more must be done.
int ru_act_for_oneself(void);
bool ru_acts_for_another(void);
/// Whose rights count now.
uid_t ru_file_user(void);
/// getgroups(2), but those of this process itself while it acts for another.
int ru_own_groups(gid_t *groups, int count);
gid_t ru_file_group(void);

// watchdog.c: ends a process whose callback does not give way to a stop

/// - `line`: what it says when it ends the process; a time (`ru_format_time`) is put where `time_offset` says, nowhere
///   when that is negative. `reason` goes to the termination log.
/// - `patience`: how many milliseconds may pass from the stop to that.
void ru_watchdog_start(
    const uint8_t *line, size_t length, int time_offset, const char *reason, int64_t patience);
void ru_watchdog_note_stop(int signal);
/// The process group that is told to go with us, 0 for none.
void ru_watchdog_set_group(pid_t group);
/// From now on the callback runs beside a service: instead of ending this process, a stop that is not heeded is sent to the
/// service, and this process ends with it. 0 for no service.
/// - `grace`: after so many milliseconds from the stop it is killed; negative: never.
void ru_watchdog_set_service(pid_t pid, int stop_signal, int64_t grace);
void ru_watchdog_end(void);

/// Milliseconds for a service to be gone after SIGKILL; then it counts as ended.
#define RU_AFTER_KILL 1000

// ending.c: the end of a process that cannot go on, where no error can be thrown

/// What a message begins with; until this is told, the program's name.
void ru_name_end(const char *name);
/// How a message looks where that is not all: one line, with the byte `place` for the text, and where a time is put
/// (`ru_format_time`); nowhere when that is negative.
void ru_prepare_end(const uint8_t *line, size_t length, size_t place, int time_offset);
/// Whether the end of this process is its container's, so that the termination log gets the reason.
void ru_end_is_of_container(void);
/// The service, a child, and what makes it stop: this process does not end before it.
/// When it takes longer than `grace` milliseconds, it is killed; never for less than 0.
void ru_set_service_to_end(pid_t pid, int stop_signal, int64_t grace);
bool ru_has_service_to_end(void);
/// Says "cannot …" and why (strerror(3)), and ends this process. Nothing is allocated meanwhile.
_Noreturn void ru_end(int status, const char *what, int error);

/// Tells the service to stop, and waits for its end; nothing without one.
void ru_end_service(void);

// output.c

/// What stdio holds back (fflush(3)).
void ru_flush_output(void);

enum { RU_TIME_LENGTH = 24 };
/// Milliseconds since 1970 by the clock that people read.
int64_t ru_wall_clock(void);
/// The monotonic clock, in milliseconds.
int64_t ru_monotonic_clock(void);
/// Such a time in UTC as in RFC 3339, RU_TIME_LENGTH bytes without a NUL: 2026-11-25T01:27:48.123Z. The years are 0 to 9999.
void ru_format_time(int64_t time, uint8_t *text);
/// Writes a message to standard error: one write(2), unless it is so long that a full pipe would block it. A reader that
/// does not read is waited for, at most a second, and a tenth of all time, and no longer when a stop or a child waits.
///
/// Returns whether all of it was written; what was not is lost.
bool ru_write_message(const void *message, size_t count);
/// From now on, since a stop goes on, a reader is waited for a tenth of a second at most.
void ru_hurry_messages(void);
/// Makes a text the content of Kubernetes' /dev/termination-log, if there is such a file.
void ru_write_termination_log(const void *text, size_t count);

// sockets.c

/// A new non-blocking stream socket on its way to an address; the descriptor, or -1. From Linux 6.16 on, a Unix socket takes no
/// descriptors: the kernel would close them in this process, and the end of a socket that lingers (SO_LINGER in socket(7)) can take
/// for ever.
int ru_connect(const void *address, uint32_t length);
int ru_connect_unix(const char *path);
/// The outcome of a connection attempt (SO_ERROR): 0 or an errno.
int ru_connect_result(int descriptor);
/// Closes a descriptor without waiting for what the kernel does then, which takes 5 to 20 ms for one of inotify: it is sent to
/// a socket together with that socket. Nobody can receive such a message, so the kernel closes both when it collects
/// garbage (unix(7)), at once, and since Linux 6.8 in a thread of its own.
void ru_close_in_background(int descriptor);
/// Who listens at the other end of a Unix socket (SO_PEERCRED); pid 0 is somebody in another PID namespace.
int ru_peer(int descriptor, pid_t *pid, uid_t *uid);
/// send(2) without SIGPIPE.
ssize_t ru_send(int descriptor, const void *bytes, size_t count);
/// Looks a name up in a child, so that a slow name server cannot hold up a stop. The child writes addresses to `output`,
/// each a length byte and that many bytes of sockaddr, as soon as a family of them is known, and exits with 0, or with the positive of
/// getaddrinfo's code when there are none.
pid_t ru_resolve(const char *host, const char *port, int output);
/// gai_strerror for such an exit status.
const char *ru_resolve_error(int status);
/// Whether it means that the name does not exist or has no address, rather than that nobody could tell.
bool ru_resolve_is_final(int status);
/// The sockaddr of an address in digits, into `record` of 256 bytes: its length, 0 when it is none.
size_t ru_numeric_address(const char *host, const char *port, uint8_t *record);

// notify.c: the protocol of sd_notify(3)

/// A datagram socket with an abstract name of the kernel's choice; the name, "@" first, goes to `name`.
int ru_notify_open(uint8_t *name, size_t size);
/// One message and its sender; -1 with EAGAIN when there is none now. One with descriptors is taken by a process of its own; where none
/// can be made that is ENOBUFS, and no more come.
ssize_t ru_notify_receive(int descriptor, uint8_t *bytes, size_t size, pid_t *pid, uid_t *uid);
/// Whether that process still runs. It is a child, whose end is told as of any other; no message is received before.
bool ru_notify_is_busy(void);
ssize_t ru_notify_send(const char *name, const void *bytes, size_t count);

// spawn.c

/// The step on which a start has failed. Swift sees it as an enum whose cases it must all know, and which may hold another
/// number.
enum __attribute__((enum_extensibility(open))) ru_stage {
    RU_STAGE_NONE = 0,
    RU_STAGE_GROUP,
    RU_STAGE_TERMINAL,
    RU_STAGE_DESCRIPTORS,
    RU_STAGE_NOTIFICATION,
    RU_STAGE_BOUNDING_SET,
    RU_STAGE_GROUPS,
    RU_STAGE_GID,
    RU_STAGE_UID,
    RU_STAGE_VERIFY,
    RU_STAGE_CAPABILITIES,
    RU_STAGE_NO_NEW_PRIVILEGES,
    RU_STAGE_DEATH_SIGNAL,
    RU_STAGE_DIRECTORY,
    RU_STAGE_SIGNALS,
    RU_STAGE_EXEC,
};

/// What to start and how; and, coming back, where it failed.
struct ru_request {
    const char *path;
    char *const *arguments;
    char *const *environment;
    const char *directory;          // NULL: as it is
    int standard_input;             // -1: as it is
    int standard_output;
    int standard_error;
    int notification;               // where the service says that it is ready; -1: nowhere
    int notification_number;        // the descriptor's number in the service
    int terminal;                   // gets the new group as its foreground; -1: none
    bool new_group;
    bool new_session;               // with a group of its own, and without a terminal
    int file_mask;                  // umask(2); -1: as it is
    bool change_user;
    bool drop_privileges;           // no_new_privs, and no capabilities but those
    uint64_t kept_capabilities;     // a bit each; given as ambient
    uid_t uid;
    gid_t gid;
    const gid_t *groups;
    size_t group_count;
    int death_signal;               // sent when the parent dies; 0: none
    enum ru_stage stage;
    int error;
};

/// Starts a child; returns once it has executed its program or failed: its pid, or -1 with stage and error set.
pid_t ru_spawn(struct ru_request *request);
/// Does the same steps in this process. Returns only on failure, with stage and error set.
void ru_execute(struct ru_request *request);
/// Does only those steps that change the user, in this process, which has one thread. False with stage and error set.
bool ru_become(struct ru_request *request);
