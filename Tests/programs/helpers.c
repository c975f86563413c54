#define _GNU_SOURCE
#include "CRunUtils.h"

// Bytes on the heap in blocks of just their size, so that the sanitizer sees a step too far.

#define CHECK(holds) ((holds) ? (void)0 : fail(__LINE__, #holds))
static unsigned long seed;
static uint64_t state;
static _Noreturn void fail(int line, const char *text) {
    fprintf(stderr, "seed %lu, line %d: %s\n", seed, line, text);
    _exit(1);
}

static size_t below(size_t limit) {
    uint64_t mixed = state += 0x9e3779b97f4a7c15;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
    return (mixed ^ mixed >> 31) % limit;
}

static void find(void) {
    const size_t count = below(200), rare = 1 + below(40);
    uint8_t *bytes = malloc(count);
    for (size_t i = 0; i < count; i++) bytes[i] = below(rare) == 0 ? '{' : 'a';
    const uint8_t *expected = NULL;
    for (size_t i = 0; i + 1 < count && !expected; i++) {
        if (bytes[i] == '{' && bytes[i + 1] == '{') expected = bytes + i;
    }
    CHECK(ru_find_two(bytes, bytes + count, '{') == expected);
    CHECK(ru_find_byte(bytes, bytes + count, '{') == memchr(bytes, '{', count));
    free(bytes);
}

// Wherever a content changes, its digest is another one.
static void digest(void) {
    const size_t count = below(200);
    uint8_t *bytes = malloc(count), before[RU_DIGEST_LENGTH], after[RU_DIGEST_LENGTH];
    for (size_t i = 0; i < count; i++) bytes[i] = (uint8_t)below(256);
    ru_digest(bytes, count, before);
    if (count) {
        bytes[below(count)] ^= (uint8_t)(1 + below(255));
        ru_digest(bytes, count, after);
        CHECK(memcmp(before, after, sizeof before) != 0);
        ru_digest(bytes, count - 1, before);
        CHECK(memcmp(before, after, sizeof before) != 0);
    }
    free(bytes);
}

static void sha256(void) {
    uint32_t *state = calloc(8, sizeof *state), *block = calloc(16, sizeof *block);
    (void)ru_sha256(state, block);
    free(state);
    free(block);
}

static void sort(void) {
    const size_t count = below(60);
    char **texts = malloc(count * sizeof *texts), **room = malloc(count / 2 * sizeof *room);
    size_t sum = 0, sorted = 0;
    for (size_t i = 0; i < count; i++) {
        const int number = (int)below(300);
        CHECK(asprintf(&texts[i], "%d", number) > 0);
        sum += (size_t)number;
    }
    ru_sort(texts, room, count);
    for (size_t i = 0; i < count; i++) {
        CHECK(i == 0 || strcmp(texts[i - 1], texts[i]) <= 0);
        sorted += (size_t)atoi(texts[i]);
    }
    for (size_t i = 0; i < count; i++) free(texts[i]);
    CHECK(sum == sorted);
    free(texts);
    free(room);
}

static void time_text(int64_t time) {
    uint8_t *text = malloc(RU_TIME_LENGTH);
    ru_format_time(time, text);
    int numbers[7];
    char copy[RU_TIME_LENGTH + 1] = {0};
    memcpy(copy, text, RU_TIME_LENGTH);
    CHECK(sscanf(copy, "%4d-%2d-%2dT%2d:%2d:%2d.%3dZ", numbers, numbers + 1, numbers + 2, numbers + 3, numbers + 4,
        numbers + 5, numbers + 6) == 7);
    CHECK(numbers[1] >= 1 && numbers[1] <= 12 && numbers[2] >= 1 && numbers[2] <= 31 && numbers[3] <= 23);
    free(text);
}

static void start(const char *program, int error) {
    char *arguments[] = {"a program", NULL};
    struct ru_request request = {
        .path = program, .arguments = arguments, .environment = arguments + 1, .standard_input = -1,
        .standard_output = -1, .standard_error = -1, .notification = -1, .notification_number = -1, .terminal = -1};
    const pid_t pid = ru_spawn(&request);
    int status = -1;
    if (error) CHECK(pid == -1 && request.error == error && request.stage == RU_STAGE_EXEC);
    else CHECK(waitpid(pid, &status, 0) == pid && status == 0);
}

int main(int count, char **words) {
    CHECK(count == 2 && ru_arguments()[1] == words[1]);
    state = seed = strtoul(words[1], NULL, 10);
    for (int round = 0; round < 20000; round++) find();
    for (int round = 0; round < 20000; round++) digest();
    sha256();
    for (int round = 0; round < 2000; round++) sort();
    for (int round = 0; round < 20000; round++) time_text((int64_t)(below(SIZE_MAX) >> below(64)) * (below(2) ? 1 : -1));
    const int64_t times[] = {INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) time_text(times[i]);
    start("/bin/true", 0);
    start("/nonexistent", ENOENT);
    CHECK(ru_search("a+", "xaax") == 1 && ru_search("^a", "xa") == 0 && ru_search("(", "") == -1);
    uint8_t record[256];
    CHECK(ru_numeric_address("127.0.0.1", "80", record) > 0 && ru_numeric_address("::1", "80", record) > 0);
    CHECK(ru_numeric_address("localhost", "80", record) == 0);
    CHECK(ru_page_size() >= 4096 && ru_whole_pages(1) == ru_page_size() && ru_whole_pages(0) == 0);
    return 0;
}
