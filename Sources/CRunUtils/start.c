#include "CRunUtils.h"

extern char **environ;

static char **initial_environment;

/// As PID 1 the kernel drops signals that are neither blocked nor handled, so they are blocked here, before main and
/// before Swift runs. A process that merely links the library is left alone.
__attribute__((constructor(101))) static void start(void) {
    if (getpid() == 1 && ru_block_signals() < 0) ru_end(71, "cannot block signals", errno);
    initial_environment = environ;
}

char **ru_environment(void) { return initial_environment; }

/// musl hands no arguments to constructors and Embedded Swift has no CommandLine. The kernel puts argc, argv, NULL, envp
/// one after the other, so argv is found backwards: it starts where the word before it counts the words up to its NULL.
char **ru_arguments(void) {
    char **end = initial_environment - 1;
    intptr_t count = 0;
    while (((intptr_t *)end)[-count - 1] != count) count++;
    return end - count;
}
