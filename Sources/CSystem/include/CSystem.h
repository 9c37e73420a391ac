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

/* Bytes of stack that the calling thread has left; 0 where that is not known, as on a stack of a coroutine's. */
size_t cs_stack_left(void);

/* A file of so many bytes in memory, closed on exec; -1 with errno set on failure. */
int cs_memory_file(const char *name, size_t size);

/* A non-blocking eventfd, closed on exec; -1 with errno set on failure. */
int cs_event_make(void);
/* Makes it readable. */
void cs_event_raise(int descriptor);
/* Makes it unreadable. */
void cs_event_lower(int descriptor);

/* Has a reserve that refused requests of memory are met from, if there is none. */
void cs_memory_reserve(void);
/* How many requests of the calling thread the system has refused, met or not. */
size_t cs_memory_refusals(void);
/* Counts one that is refused elsewhere. */
void cs_memory_note_refusal(void);
/* Takes memory that the Swift runtime gets when this thread asks it for about so many bytes next. 0 if it is refused. */
int cs_memory_set_aside(size_t size);
/* Gives back what nobody asked for. */
void cs_memory_put_back(void);

/* The last thing before a fork: lets no other thread into Swift's runtime until cs_fork_end, and waits until none is
 * inside. 0 if one still is after 100 ms. */
int cs_fork_begin(void);
/* The first thing after a fork, in the parent and in the child, or instead of it. */
void cs_fork_end(int is_child);

/* Where `part` stands first in `text`; -1 where it does not. In linear time. */
ptrdiff_t cs_find(const void *text, size_t size, const void *part, size_t part_size);

/* The environment's "NAME=value" texts, ended by NULL. */
char **cs_environment(void);

/* How many processors the process may run on; 0 where the system does not say. */
int cs_allowed_processors(void);

#endif
