#define _GNU_SOURCE
#include "CSystem.h"

#include <fenv.h>
#include <math.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

int cs_thread_start(pthread_t *out_thread, const char *name, size_t stack_size, void *(*body)(void *), void *argument) {
    pthread_attr_t attributes;
    sigset_t all, previous;
    int status = pthread_attr_init(&attributes);
    if (status != 0) return status;
    status = pthread_attr_setstacksize(&attributes, stack_size);
    if (status == 0) {
        /* A new thread inherits the mask of the one that makes it. */
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &previous);
        status = pthread_create(out_thread, &attributes, body, argument);
        pthread_sigmask(SIG_SETMASK, &previous, NULL);
    }
    pthread_attr_destroy(&attributes);
    if (status == 0) pthread_setname_np(*out_thread, name);
    return status;
}

size_t cs_stack_left(void) {
    static _Thread_local char *low, *high;
    char *here = __builtin_frame_address(0);
    if (high == NULL) {
        pthread_attr_t attributes;
        void *start = NULL;
        size_t size = 0;
        if (pthread_getattr_np(pthread_self(), &attributes) != 0) return 0;
        if (pthread_attr_getstack(&attributes, &start, &size) != 0) size = 0;
        pthread_attr_destroy(&attributes);
        low = start;
        high = low + size;
    }
    return here >= low && here < high ? (size_t)(here - low) : 0;
}

void cs_float_environment_reset(void) { fesetenv(FE_DFL_ENV); }

int cs_memory_file(const char *name, size_t size) {
    int descriptor = memfd_create(name, MFD_CLOEXEC);
    if (descriptor >= 0 && ftruncate(descriptor, (off_t)size) != 0) {
        close(descriptor);
        return -1;
    }
    return descriptor;
}

int cs_event_make(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

void cs_event_raise(int descriptor) { eventfd_write(descriptor, 1); }

void cs_event_lower(int descriptor) {
    eventfd_t value;
    eventfd_read(descriptor, &value);
}

ptrdiff_t cs_find(const void *text, size_t size, const void *part, size_t part_size) {
    const char *found = size == 0 ? NULL : memmem(text, size, part, part_size);
    return found == NULL ? -1 : found - (const char *)text;
}

char **cs_environment(void) { return environ; }

int cs_allowed_processors(void) {
    /* The kernel's mask may be larger than cpu_set_t: grow until it fits. */
    for (int processors = 1024; processors <= 1 << 20; processors *= 2) {
        cpu_set_t *set = CPU_ALLOC(processors);
        if (!set) return 0;
        size_t size = CPU_ALLOC_SIZE(processors);
        int count = sched_getaffinity(0, size, set) == 0 ? CPU_COUNT_S(size, set) : 0;
        CPU_FREE(set);
        if (count > 0) return count;
    }
    return 0;
}

/* `hypotf` for whatever in the program asks for it (Swift's standard library does, and nothing of ours): glibc 2.35 has a
   new version of it, which would be all that keeps the library from systems with 2.34. Exact but for one rounding, since a
   product of two floats fits into a double. */
float __wrap_hypotf(float x, float y) {
    if (isinf(x) || isinf(y)) return INFINITY;
    return (float)sqrt((double)x * x + (double)y * y);
}
