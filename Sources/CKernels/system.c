// Linux calls that Swift's Glibc module does not show.
#define _GNU_SOURCE
#include "CKernels.h"
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

void ck_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

int ck_allowed_processors(void) {
    // The kernel's mask may be larger than cpu_set_t: grow until it fits.
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
