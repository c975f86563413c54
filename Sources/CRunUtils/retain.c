#include "CRunUtils.h"

// In Embedded programs, what Swift 6.3 has for these returns the object without the bits beside its address. The compiler is told that
// they return what they are given, and code for aarch64 goes on with that: a short string is garbage afterwards. Theirs are weak
// symbols, so that ours count; later versions of Swift are right, as the ordinary runtime is.
#if defined(__aarch64__) && defined(RU_EMBEDDED)

void *swift_retain_n(void *object, uint32_t count);
void *swift_bridgeObjectRetain_n(void *object, uint32_t count);
void *swift_bridgeObjectRetain(void *object);

/// The sign tells of an object that nobody counts, such as the bytes of a short string.
void *swift_bridgeObjectRetain_n(void *object, uint32_t count) {
    if ((intptr_t)object > 0) swift_retain_n((void *)((uintptr_t)object & 0x8ffffffffffffff8), count);
    return object;
}

void *swift_bridgeObjectRetain(void *object) { return swift_bridgeObjectRetain_n(object, 1); }

#endif
