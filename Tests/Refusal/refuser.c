/* Loaded before all else (LD_PRELOAD): refuses a request for memory, a map or a thread that libcomfy.so or comfy-worker
 * makes itself. What libc and others ask for on the way is not touched. */
#define _GNU_SOURCE
#include "refusal.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static struct refusal *shared;
static int is_worker;
static uintptr_t low, high;
static int (*real_pthread_create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

static int note_module(struct dl_phdr_info *info, size_t size, void *data) {
    const char *name = info->dlpi_name;
    (void)size;
    (void)data;
    if (is_worker ? name[0] != '\0' : strstr(name, "/libcomfy.so") == NULL) return 0;
    low = UINTPTR_MAX;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        uintptr_t start = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
        if (info->dlpi_phdr[i].p_type != PT_LOAD) continue;
        if (start < low) low = start;
        if (start + info->dlpi_phdr[i].p_memsz > high) high = start + info->dlpi_phdr[i].p_memsz;
    }
    return 1;
}

__attribute__((constructor)) static void prepare(void) {
    const char *path = getenv("COMFY_REFUSAL");
    char own[4096];
    ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);
    int descriptor = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
    void *map = MAP_FAILED;
    own[length > 0 ? length : 0] = '\0';
    is_worker = strstr(own, "/comfy-worker") != NULL;
    real_pthread_create = (__typeof__(real_pthread_create))dlsym(RTLD_NEXT, "pthread_create");
    dl_iterate_phdr(note_module, NULL);
    if (descriptor >= 0) map = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (descriptor >= 0) close(descriptor);
    if (map != MAP_FAILED) shared = map;
}

/* How often a place in the code asks. All that Swift allocates comes from one: the busiest by far. */
static struct place {
    _Atomic uintptr_t caller;
    _Atomic long count;
} places[512];
static _Atomic uintptr_t busiest;

static void survey(uintptr_t caller) {
    static _Atomic long most;
    for (size_t i = caller % 512, tries = 0; tries < 512; i = (i + 1) % 512, tries++) {
        uintptr_t none = 0;
        if (atomic_load(&places[i].caller) != caller &&
            !atomic_compare_exchange_strong(&places[i].caller, &none, caller) && none != caller)
            continue;
        if (atomic_fetch_add(&places[i].count, 1) + 1 > atomic_load(&most)) {
            atomic_store(&most, atomic_load(&places[i].count));
            atomic_store(&busiest, caller);
        }
        return;
    }
}

/* Whether a request of the code at `caller` is the one. */
static int is_refused(void *caller, int kind, size_t size) {
    long number, wanted;
    int kinds;
    if (shared == NULL || !atomic_load_explicit(&shared->is_armed, memory_order_relaxed)) return 0;
    if ((uintptr_t)caller < low || (uintptr_t)caller >= high) return 0;
    if (atomic_load(&shared->in_worker) != is_worker) return 0;
    if (atomic_load(&shared->is_survey)) {
        survey((uintptr_t)caller);
        return 0;
    }
    if ((uintptr_t)caller == atomic_load(&busiest) && size < REFUSE_LARGE && !atomic_load(&shared->with_small)) return 0;
    kinds = atomic_load(&shared->kinds);
    if (kinds != 0 && (kinds & 1 << kind) == 0) return 0;
    wanted = atomic_load(&shared->wanted);
    number = atomic_fetch_add(&shared->count, 1);
    if (wanted < 0 || number < wanted) return 0;
    if (number > wanted) {
        if (!atomic_load(&shared->lasts)) return 0;
        if (kind != REFUSE_THREAD && size < REFUSE_LARGE) return 0;
        if (kind != REFUSE_THREAD && atomic_fetch_sub(&shared->spare, (long)size) >= (long)size) return 0;
    }
    atomic_fetch_add(&shared->refused[kind], 1);
    return 1;
}
#define REFUSED(kind, size) is_refused(__builtin_return_address(0), kind, size)

void *malloc(size_t size) {
    if (!REFUSED(REFUSE_MEMORY, size)) return __libc_malloc(size);
    errno = ENOMEM;
    return NULL;
}

void *calloc(size_t count, size_t size) {
    if (!REFUSED(REFUSE_MEMORY, count * size)) return __libc_calloc(count, size);
    errno = ENOMEM;
    return NULL;
}

void *realloc(void *memory, size_t size) {
    if (!REFUSED(REFUSE_MEMORY, size)) return __libc_realloc(memory, size);
    errno = ENOMEM;
    return NULL;
}

int posix_memalign(void **out, size_t alignment, size_t size) {
    void *memory;
    if (REFUSED(REFUSE_MEMORY, size)) return ENOMEM;
    memory = __libc_memalign(alignment, size);
    if (memory == NULL) return ENOMEM;
    *out = memory;
    return 0;
}

void *mmap(void *wish, size_t size, int protection, int flags, int descriptor, off_t offset) {
    if (REFUSED(REFUSE_MAP, size)) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    return (void *)syscall(SYS_mmap, wish, size, protection, flags, descriptor, offset);
}

int pthread_create(pthread_t *out, const pthread_attr_t *attributes, void *(*body)(void *), void *argument) {
    if (REFUSED(REFUSE_THREAD, 0)) return EAGAIN;
    return real_pthread_create(out, attributes, body, argument);
}
