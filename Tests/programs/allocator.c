#define _GNU_SOURCE
#include "CRunUtils.h"
#include <sys/auxv.h>
#include <sys/mman.h>

// The kernel as it is with pages of another size, which are larger than the true ones here.

static size_t page;
static bool has_memory = true;
static size_t given_back;
static struct { char *start; size_t size; char *base; size_t whole; } maps[4096];

#define CHECK(holds) ((holds) ? (void)0 : fail(__LINE__, #holds))
static unsigned long seed, number;
static _Noreturn void fail(int line, const char *text) {
    fprintf(stderr, "seed %lu, page %zu, step %lu, line %d: %s\n", seed, page, number, line, text);
    _exit(1);
}

static size_t up(size_t size) { return (size + page - 1) & -page; }

static void *kernel_mmap(void *at, size_t size, int protection, int flags, int file, off_t offset) {
    const size_t guard = page;
    errno = ENOMEM;
    if (!has_memory || size > (size_t)1 << 40) return MAP_FAILED;
    const size_t whole = up(size) + 2 * guard;
    char *base = mmap(at, whole, PROT_NONE, flags, file, offset);
    CHECK(base != MAP_FAILED);
    char *start = (char *)up((uintptr_t)base);
    CHECK(mprotect(start, up(size), protection) == 0);
    size_t i = 0;
    while (maps[i].start) i++;
    CHECK(i < sizeof maps / sizeof *maps - 1);
    maps[i].start = start, maps[i].size = size, maps[i].base = base, maps[i].whole = whole;
    return start;
}

static int kernel_munmap(void *start, size_t size) {
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) {
        if (maps[i].start != start || up(maps[i].size) != up(size)) continue;
        maps[i].start = NULL;
        return munmap(maps[i].base, maps[i].whole);
    }
    fail(__LINE__, "munmap of what is none");
}

static int kernel_madvise(void *start, size_t size, int advice) {
    if ((uintptr_t)start % page != 0) {
        errno = EINVAL;
        return -1;
    }
    given_back += up(size);
    return madvise(start, up(size), advice);
}

static unsigned long kernel_getauxval(unsigned long type) { return type == AT_PAGESZ ? page : getauxval(type); }

void ru_end(int status, const char *what, int error) {
    _exit(status == 71 && error == ENOMEM && strcmp(what, "cannot get memory") == 0 ? 71 : 1);
}

#define mmap kernel_mmap
#define munmap kernel_munmap
#define madvise kernel_madvise
#define getauxval kernel_getauxval
#define malloc own_malloc
#define free own_free
#define calloc own_calloc
#define realloc own_realloc
#define aligned_alloc own_aligned_alloc
#define posix_memalign own_posix_memalign
#define memalign own_memalign
#define malloc_usable_size own_usable_size
#include "../../Sources/CRunUtils/allocator.c"
#include "../../Sources/CRunUtils/shims.c"

static uint64_t state;
static uint64_t next(void) {
    uint64_t mixed = state += 0x9e3779b97f4a7c15;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
    return mixed ^ mixed >> 31;
}
static size_t below(size_t limit) { return next() % limit; }

// Live blocks, each full of a pattern of its own.

static struct { uint8_t *memory; size_t size; uint8_t first; } blocks[400];
enum { COUNT = sizeof blocks / sizeof *blocks };

static uint8_t pattern(uint8_t first, size_t place) { return (uint8_t)(first + place % 251); }

static void look(size_t i, size_t size) {
    for (size_t place = 0; place < size; place++) CHECK(blocks[i].memory[place] == pattern(blocks[i].first, place));
}

static void take(size_t i, void *memory, size_t size, size_t alignment) {
    CHECK(memory && (uintptr_t)memory % (alignment < 16 ? 16 : alignment) == 0);
    // All that may be used is the block's own.
    size_t usable = malloc_usable_size(memory);
    CHECK(usable >= size);
    blocks[i].memory = memory, blocks[i].size = usable, blocks[i].first = (uint8_t)next();
    for (size_t place = 0; place < usable; place++) blocks[i].memory[place] = pattern(blocks[i].first, place);
}

static size_t any_size(void) {
    const size_t limits[] = {48, 200, 200, 2000, 9000, 70000, 70000, 300000};
    return below(limits[below(8)]);
}

static void drop(size_t i) {
    if (blocks[i].memory) look(i, blocks[i].size);
    free(blocks[i].memory);
    blocks[i].memory = NULL;
}

static void step(void) {
    const size_t i = below(COUNT), size = any_size(), alignment = (size_t)1 << below(17), kind = below(6);
    void *memory = NULL;
    if (kind == 5 && blocks[i].memory) {
        const size_t kept = size < blocks[i].size ? size : blocks[i].size;
        blocks[i].memory = realloc(blocks[i].memory, size);
        look(i, kept);
        take(i, blocks[i].memory, size, 16);
        return;
    }
    drop(i);
    if (kind == 0) return;
    if (kind == 1) {
        uint8_t *zeros = calloc(size / 3 + 1, 3);
        for (size_t place = 0; place < size; place++) CHECK(zeros[place] == 0);
        take(i, zeros, size, 16);
    } else if (kind == 2) {
        take(i, aligned_alloc(alignment, size), size, alignment);
    } else if (kind == 3) {
        CHECK(posix_memalign(&memory, alignment < 8 ? 8 : alignment, size) == 0);
        take(i, memory, size, alignment);
    } else {
        take(i, malloc(size), size, 16);
    }
}

static void release(void) {
    ru_release_heap();
    for (size_t i = 0; i < COUNT; i++) if (blocks[i].memory) look(i, blocks[i].size);
}

static void stress(unsigned long steps) {
    for (number = 0; number < steps; number++) {
        step();
        if (below(200) == 0) release();
    }
    // Free blocks with live ones between them.
    for (size_t i = 0; i < COUNT; i += 2) drop(i);
    release();
    // A block of 64 KiB with its header has no page of that size in it.
    CHECK(page == 65536 || given_back > 0);
    ru_release_stack();
    for (size_t i = 0; i < COUNT; i++) drop(i);
}

// What cannot be had.

/// Whether a call gives nothing and says why.
#define REFUSED(call, reason) (errno = 0, (call) == NULL && errno == (reason))

static void refusals(void) {
    char *const block = malloc(10);
    void *untouched = block;
    memcpy(block, "123456789", 10);
    for (size_t less = 0; less < 70000; less += less < 200 ? 1 : 997) {
        const size_t size = SIZE_MAX - less;
        CHECK(REFUSED(malloc(size), ENOMEM) && REFUSED(malloc((size_t)PTRDIFF_MAX + less), ENOMEM));
        CHECK(REFUSED(calloc(1, size), ENOMEM) && REFUSED(calloc(size, 1), ENOMEM) && REFUSED(calloc(size / 2, 3), ENOMEM));
        CHECK(REFUSED(realloc(block, size), ENOMEM) && REFUSED(realloc(NULL, size), ENOMEM));
        for (size_t alignment = 1; alignment <= (size_t)1 << 63 && alignment; alignment *= 2) {
            CHECK(REFUSED(aligned_alloc(alignment, size), ENOMEM) && REFUSED(memalign(alignment, size), ENOMEM));
            CHECK(posix_memalign(&untouched, alignment, size) == (alignment < sizeof(void *) ? EINVAL : ENOMEM));
        }
    }
    CHECK(REFUSED(calloc((size_t)1 << 33, (size_t)1 << 33), ENOMEM));
    CHECK(REFUSED(aligned_alloc((size_t)1 << 33, 1), ENOMEM));
    const size_t wrong[] = {0, 3, 12, 24, 48, 4095, SIZE_MAX};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        CHECK(REFUSED(aligned_alloc(wrong[i], 1), EINVAL) && REFUSED(memalign(wrong[i], 1), EINVAL));
        CHECK(posix_memalign(&untouched, wrong[i], 1) == EINVAL);
    }
    CHECK(posix_memalign(&untouched, 1, 1) == EINVAL && posix_memalign(&untouched, 4, 1) == EINVAL);
    CHECK(malloc_usable_size(NULL) == 0);
    CHECK(untouched == block && memcmp(block, "123456789", 10) == 0);
    free(block);
}

/// Without memory the process ends; each call in a child of its own, with a chunk that is used up.
static void exhaustion(void) {
    for (int kind = 0; kind < 6; kind++) {
        const pid_t child = fork();
        if (child == 0) {
            void *block = malloc(40), *other;
            has_memory = false;
            if (kind == 0) while (malloc(1000)) {}
            if (kind == 1) malloc(100000);
            if (kind == 2) calloc(100000, 1);
            if (kind == 3) block = realloc(block, 100000);
            if (kind == 4) block = aligned_alloc(65536, 65536);
            if (kind == 5) _exit(posix_memalign(&other, 64, PTRDIFF_MAX - 200));
            _exit(block != NULL);
        }
        int status;
        CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 71);
    }
}

int main(int count, char **words) {
    CHECK(count == 3);
    seed = strtoul(words[1], NULL, 10);
    const size_t pages[] = {4096, 16384, 65536};
    for (size_t i = 0; i < 3; i++) {
        // Chunks of the last size of pages are not used any further.
        page = pages[i], unused = unused_end = NULL, given_back = 0;
        memset(waiting, 0, sizeof waiting);
        state = seed;
        refusals();
        exhaustion();
        stress(strtoul(words[2], NULL, 10));
    }
    return 0;
}
