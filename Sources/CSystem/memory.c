/* What becomes of memory that the system refuses.
 *
 * The Swift runtime ends the process where malloc gives it nothing. The linker has all that asks for memory in the
 * library, the runtime and the C libraries too, call what stands here (--wrap): a refusal is counted, a reserve is given
 * up for it, and whoever had the work done asks afterwards whether there was one. Small requests go on that way; large
 * ones are set aside before the runtime asks for them. */
#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);

/* What the prompts under way need of small things until they have ended. */
enum { RESERVE_SIZE = 4 << 20 };
/* The runtime's last tries, before it ends the process: others may give something back meanwhile. */
enum { PATIENCE = 50, PATIENCE_STEP_NS = 20000000 };

static _Atomic(void *) reserve;
static _Thread_local size_t refusals;
static _Thread_local void *aside;
static _Thread_local size_t aside_size;

void cs_memory_reserve(void) {
    void *none = NULL, *memory;
    if (atomic_load_explicit(&reserve, memory_order_relaxed) != NULL) return;
    memory = __real_malloc(RESERVE_SIZE);
    if (memory != NULL && !atomic_compare_exchange_strong(&reserve, &none, memory)) free(memory);
}

/* A refusal: notes it, and gives the reserve up. */
static void refuse(void) {
    int error = errno;
    refusals++;
    free(atomic_exchange(&reserve, NULL));
    errno = error;
}

size_t cs_memory_refusals(void) { return refusals; }

void cs_memory_note_refusal(void) { refusals++; }

int cs_memory_set_aside(size_t size) {
    cs_memory_put_back();
    aside = __real_malloc(size);
    if (aside == NULL) return 0;
    aside_size = size;
    return 1;
}

void cs_memory_put_back(void) {
    free(aside);
    aside = NULL;
    aside_size = 0;
}

static void *try_runtime(size_t size, size_t mask) {
    void *memory;
    size_t alignment = mask + 1;
    /* all ones: whatever malloc aligns to */
    if (mask == ~(size_t)0 || alignment <= _Alignof(max_align_t)) return __real_malloc(size);
    return posix_memalign(&memory, alignment, size) == 0 ? memory : NULL;
}

/* What the Swift runtime gets its memory from; it gives it back with free. */
void *__wrap_swift_slowAlloc(size_t size, size_t mask) {
    void *memory;
    if (aside != NULL && size <= aside_size && size > aside_size / 2 && mask <= _Alignof(max_align_t) - 1) {
        memory = aside;
        aside = NULL;
        return memory;
    }
    memory = try_runtime(size, mask);
    if (memory != NULL) return memory;
    refuse();
    for (int i = 0; i < PATIENCE; i++) {
        memory = try_runtime(size, mask);
        if (memory != NULL) return memory;
        nanosleep(&(struct timespec){.tv_nsec = PATIENCE_STEP_NS}, NULL);
    }
    abort();
}

void *__wrap_malloc(size_t size) {
    void *memory = __real_malloc(size);
    if (memory != NULL) return memory;
    refuse();
    return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
    void *memory = __real_calloc(count, size);
    if (memory != NULL) return memory;
    refuse();
    return __real_calloc(count, size);
}

void *__wrap_realloc(void *former, size_t size) {
    void *memory = __real_realloc(former, size);
    /* of no bytes it gives nothing: that is no refusal */
    if (memory != NULL || size == 0) return memory;
    refuse();
    return __real_realloc(former, size);
}

char *__wrap_strdup(const char *text) {
    size_t size = strlen(text) + 1;
    char *copy = __wrap_malloc(size);
    if (copy != NULL) memcpy(copy, text, size);
    return copy;
}
