/* What the engine needs of Linux that Swift's Glibc module does not offer. */
#ifndef CENGINE_H
#define CENGINE_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

/* Starts a thread in which all signals are blocked: those are the host's. `name` has at most 15 bytes.
 * Returns 0 or an errno. */
int ce_thread_start(pthread_t *out_thread, const char *name, size_t stack_size, void *(*body)(void *), void *argument);

/* A non-blocking eventfd, closed on exec; -1 with errno set on failure. */
int ce_event_make(void);
/* Makes it readable. */
void ce_event_raise(int descriptor);
/* Makes it unreadable. */
void ce_event_lower(int descriptor);

/* Bytes of memory that this process occupies, and the most that it ever has; 0 where /proc does not say. */
void ce_resident_bytes(uint64_t *out_now, uint64_t *out_peak);

#endif
