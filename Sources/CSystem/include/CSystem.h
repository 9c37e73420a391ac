/* What the library needs of Linux that Swift's Glibc module does not offer. */
#ifndef CSYSTEM_H
#define CSYSTEM_H

#include <pthread.h>
#include <stddef.h>

/* Starts a thread in which all signals are blocked: those are the host's. `name` has at most 15 bytes.
 * Returns 0 or an errno. */
int cs_thread_start(pthread_t *out_thread, const char *name, size_t stack_size, void *(*body)(void *), void *argument);

/* Gives the calling thread the floating-point environment that programs start with: rounding to nearest, no traps,
 * denormal numbers. A new thread inherits that of the one that makes it. */
void cs_float_environment_reset(void);

/* A non-blocking eventfd, closed on exec; -1 with errno set on failure. */
int cs_event_make(void);
/* Makes it readable. */
void cs_event_raise(int descriptor);
/* Makes it unreadable. */
void cs_event_lower(int descriptor);

/* The environment's "NAME=value" texts, ended by NULL. */
char **cs_environment(void);

/* How many processors the process may run on; 0 where the system does not say. */
int cs_allowed_processors(void);

#endif
