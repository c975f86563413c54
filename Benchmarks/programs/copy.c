// copy SOURCE TARGET: copies a directory's files into a new one, by the system calls that it takes and nothing else. This is
// what of a rendering cannot be done faster.
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int copy(int source, int target, const char *name) {
    static char content[1 << 20];
    struct stat status;
    int file = openat(source, name, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &status) < 0) return -1;
    ssize_t count = read(file, content, sizeof content);
    close(file);
    file = openat(target, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0444);
    if (file < 0 || count < 0 || write(file, content, (size_t)count) != count) return -1;
    return close(file);
}

int main(int count, char **words) {
    if (count != 3) return 64;
    char staged[4096];
    if (snprintf(staged, sizeof staged, "%s.new", words[2]) >= (int)sizeof staged || mkdir(staged, 0755) < 0) return 71;
    int target = open(staged, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *source = opendir(words[1]);
    if (target < 0 || !source) return 71;
    for (struct dirent *entry; (entry = readdir(source));) {
        if (entry->d_type == DT_REG && copy(dirfd(source), target, entry->d_name) < 0) return 71;
    }
    return rename(staged, words[2]) < 0 ? 71 : 0;
}
