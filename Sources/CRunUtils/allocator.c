#define _GNU_SOURCE
#include "CRunUtils.h"
#include <stdatomic.h>
#include <sys/mman.h>

// The allocator of the static executables. musl's own gives each class of sizes a page of its own, and hands pages back and
// asks for them again: of a process that keeps a few hundred small objects that is most of the memory and of the system
// calls. Here blocks lie one behind the other, and a free one waits in the list of its class for the next of its size.
// With glibc, its own allocator is as good.
//
// What can never be had, more than PTRDIFF_MAX, is NULL and ENOMEM as everywhere. When the system has no more, the process ends
// with a message and status 71: Swift does not look whether it got something, and half an argument list or environment is worse.
#if !defined(__GLIBC__) || defined(RU_TEST_ALLOCATOR)

/// Before each block, whose own address is a multiple of 16.
struct header {
    uint32_t class;
    /// How far behind its place the block begins, for an alignment stricter than usual.
    uint32_t shift;
};

/// A block that waits for the next of its size.
struct block {
    struct header header;
    struct block *next;
};

/// A block with a mapping of its own.
struct mapping {
    size_t size;
    struct header header;
};

enum { CLASSES = 44, OWN_MAPPING = CLASSES, LARGEST = 65536, CHUNK = 1 << 17 };

static struct block *waiting[CLASSES];
/// What has not been given out yet. Only touched pages of it count.
static char *unused, *unused_end;
static atomic_flag lock = ATOMIC_FLAG_INIT;

static void enter(void) {
    while (atomic_flag_test_and_set_explicit(&lock, memory_order_acquire)) {}
}

static void leave(void) {
    atomic_flag_clear_explicit(&lock, memory_order_release);
}

/// Of a size with its header: multiples of 16 up to 128, then four sizes to each doubling, up to LARGEST.
static unsigned class_of(size_t size) {
    if (size <= 128) return (unsigned)(size - 1) / 16;
    unsigned doubling = 63 - (unsigned)__builtin_clzl(size - 1);
    return (doubling - 7) * 4 + 8 + (unsigned)((size - 1) >> (doubling - 2) & 3);
}

static size_t size_of(unsigned class) {
    if (class < 8) return (class + 1) * 16;
    return (size_t)(5 + class % 4) << ((class - 8) / 4 + 5);
}

static void *no_memory(void) {
    errno = ENOMEM;
    return NULL;
}

/// Does not return without memory.
static void *map(size_t size) {
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) ru_end(71, "cannot get memory", errno);
    return memory;
}

static void *map_alone(size_t size) {
    if (size > PTRDIFF_MAX - sizeof(struct mapping)) return no_memory();
    size_t total = size + sizeof(struct mapping);
    struct mapping *mapping = map(total);
    *mapping = (struct mapping){total, {OWN_MAPPING, 0}};
    return mapping + 1;
}

static struct block *carve(unsigned class) {
    size_t size = size_of(class);
    if ((size_t)(unused_end - unused) < size) {
        size_t chunk_size = ru_whole_pages(CHUNK);
        char *chunk = map(chunk_size);
        unused = chunk + sizeof(struct header);
        unused_end = chunk + chunk_size;
    }
    struct block *block = (struct block *)unused;
    unused += size;
    block->header = (struct header){class, 0};
    return block;
}

static struct header *header_of(void *memory) {
    struct header *header = (struct header *)memory - 1;
    return (struct header *)((char *)header - header->shift);
}

static struct mapping *mapping_of(struct header *header) {
    return (struct mapping *)(header + 1) - 1;
}

static void *allocate(size_t size) {
    if (size > LARGEST - sizeof(struct header)) return map_alone(size);
    unsigned class = class_of(size + sizeof(struct header));
    enter();
    struct block *block = waiting[class];
    if (block) waiting[class] = block->next;
    else block = carve(class);
    leave();
    return &block->next;
}

void *malloc(size_t size) {
    return allocate(size);
}

void free(void *memory) {
    if (!memory) return;
    struct header *header = header_of(memory);
    if (header->class == OWN_MAPPING) {
        struct mapping *mapping = mapping_of(header);
        munmap(mapping, mapping->size);
        return;
    }
    struct block *block = (struct block *)header;
    enter();
    block->next = waiting[header->class];
    waiting[header->class] = block;
    leave();
}

size_t malloc_usable_size(void *memory) {
    if (!memory) return 0;
    struct header *header = header_of(memory);
    size_t size = size_of(header->class);
    if (header->class == OWN_MAPPING) size = mapping_of(header)->size - sizeof(size_t);
    return size - (size_t)((char *)memory - (char *)header);
}

void *calloc(size_t count, size_t size) {
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) return no_memory();
    // Not by malloc: the compiler would make a call of calloc of this.
    void *memory = allocate(total);
    if (memory && header_of(memory)->class != OWN_MAPPING) memset(memory, 0, total);
    return memory;
}

void *realloc(void *memory, size_t size) {
    size_t usable = malloc_usable_size(memory);
    if (memory && size <= usable) return memory;
    void *larger = malloc(size);
    if (!larger || !memory) return larger;
    memcpy(larger, memory, usable);
    free(memory);
    return larger;
}

/// For a power of two.
static void *allocate_aligned(size_t alignment, size_t size) {
    if (alignment <= 16) return allocate(size);
    size_t total;
    // No further than a header can tell.
    if (alignment > UINT32_MAX || __builtin_add_overflow(size, alignment, &total)) return no_memory();
    char *memory = allocate(total);
    size_t shift = memory ? -(uintptr_t)memory & (alignment - 1) : 0;
    if (shift == 0) return memory;
    // Where the block's memory is aligned, a second header leads back to the first.
    struct header *header = (struct header *)(memory + shift) - 1;
    header->shift = (uint32_t)shift;
    return memory + shift;
}

void *aligned_alloc(size_t alignment, size_t size) {
    if (alignment == 0 || (alignment & (alignment - 1)) != 0) {
        errno = EINVAL;
        return NULL;
    }
    return allocate_aligned(alignment, size);
}

// Swift's allocations are of this kind.
int posix_memalign(void **memory, size_t alignment, size_t size) {
    // A power of two that is as large is a multiple.
    if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0) return EINVAL;
    void *found = allocate_aligned(alignment, size);
    if (!found) return ENOMEM;
    *memory = found;
    return 0;
}

void *memalign(size_t alignment, size_t size) {
    return aligned_alloc(alignment, size);
}

void ru_release_heap(void) {
    const size_t page = ru_page_size();
    if (page > LARGEST) return;
    enter();
    for (unsigned class = class_of(page); class < CLASSES; class++) {
        for (struct block *block = waiting[class]; block; block = block->next) {
            // Whole pages within the block only: the kernel rounds a length up, and the next block lives.
            uintptr_t start = ru_whole_pages((uintptr_t)(block + 1));
            uintptr_t end = ((uintptr_t)block + size_of(class)) / page * page;
            if (start < end) madvise((void *)start, end - start, MADV_DONTNEED);
        }
    }
    leave();
}

#else

void ru_release_heap(void) {}

#endif
