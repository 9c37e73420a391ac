/* A fork of the host while threads are inside Swift's runtime.
 *
 * The runtime guards its tables (conformances, metadata, what runs once) by locks of its own, which nobody would release
 * in the child if another thread held one in the moment of the fork. The linker has the runtime take them through what
 * stands here (--wrap), which counts the threads that are inside; a fork waits until there is none, and lets none in
 * meanwhile. What else takes a lock of pthread's passes through: only those that lie in the library's own data are meant,
 * the runtime's (swift/lib/Threading/Linux.cpp; the static mutexes of swift/stdlib/public/runtime). */
#define _GNU_SOURCE
#include "CSystem.h"

#include <stdatomic.h>
#include <time.h>

/* The runtime's name for what runs an initializer of a global once: swift::threading_impl::once_slow. */
#define ONCE(prefix) prefix##_ZN5swift14threading_impl9once_slowERNS0_6once_tEPFvPvES3_

int __real_pthread_mutex_lock(pthread_mutex_t *mutex);
int __real_pthread_mutex_unlock(pthread_mutex_t *mutex);
/* Weak: a program that links the runtime dynamically has it there, out of reach. */
__attribute__((weak)) void ONCE(__real_)(void *once, void (*body)(void *), void *context);

/* The library's image, from its first byte to the end of its data. */
extern const char __ehdr_start __attribute__((visibility("hidden")));
extern const char _end __attribute__((visibility("hidden")));

/* Who is inside may wait for somebody who is not let in, or for a lock that whoever forks has taken: a fork waits no
 * longer than 100 ms at a time. */
enum { PATIENCE = 1000, STEP_NS = 100000 };

static atomic_int inside;
static atomic_int is_closed;
/* How many of the locks this thread holds or waits for; the thread that forks has one more. */
static _Thread_local int depth;

static void wait_step(void) { nanosleep(&(struct timespec){.tv_nsec = STEP_NS}, NULL); }

static void enter(void) {
    if (depth++ > 0) return;
    for (;;) {
        atomic_fetch_add(&inside, 1);
        if (!atomic_load(&is_closed)) return;
        atomic_fetch_sub(&inside, 1);
        while (atomic_load(&is_closed)) wait_step();
    }
}

static void leave(void) {
    if (--depth == 0) atomic_fetch_sub(&inside, 1);
}

int cs_fork_begin(void) {
    int own = depth++ > 0;
    atomic_store(&is_closed, 1);
    for (int i = 0; i < PATIENCE; i++) {
        if (atomic_load(&inside) <= own) return 1;
        wait_step();
    }
    return 0;
}

void cs_fork_end(int is_child) {
    int own = --depth > 0;
    if (is_child) atomic_store(&inside, own);
    atomic_store(&is_closed, 0);
}

static int is_of_library(const void *address) {
    return (const char *)address >= &__ehdr_start && (const char *)address < &_end;
}

int __wrap_pthread_mutex_lock(pthread_mutex_t *mutex) {
    int error;
    if (!is_of_library(mutex)) return __real_pthread_mutex_lock(mutex);
    enter();
    error = __real_pthread_mutex_lock(mutex);
    if (error != 0) leave();
    return error;
}

int __wrap_pthread_mutex_unlock(pthread_mutex_t *mutex) {
    int error;
    if (!is_of_library(mutex)) return __real_pthread_mutex_unlock(mutex);
    error = __real_pthread_mutex_unlock(mutex);
    if (error == 0) leave();
    return error;
}

void ONCE(__wrap_)(void *once, void (*body)(void *), void *context) {
    enter();
    ONCE(__real_)(once, body, context);
    leave();
}
