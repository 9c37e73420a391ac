/* What two processes that work together need of Linux that Swift's Glibc module does not offer. */
#ifndef CISOLATION_H
#define CISOLATION_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* --- Processes (process.c) --- */

/* Starts `path` as a process of its own group, in which CI_CHILD_SOCKET is `socket`, standard error is `errors`,
 * standard input and output are /dev/null and nothing else is open; no signal is blocked, ignored or handled. Its
 * arguments are `path` and the caller's process id. The parent is the calling thread: see ci_child_begin.
 * Returns 0 or an errno. */
int ci_process_start(pid_t *out_process, const char *path, int socket, int errors);

/* The socket's number in the process that ci_process_start makes. */
enum { CI_CHILD_SOCKET = 3 };

/* A descriptor of a process of this program, which is readable once that has ended; -1 where there is none. */
int ci_process_open(pid_t process);

/* Kills the process, if it is still that one. `descriptor` is ci_process_open's or -1. */
void ci_process_kill(pid_t process, int descriptor);

enum { CI_PROCESS_RUNS = 0, CI_PROCESS_EXITED = 1, CI_PROCESS_SIGNALLED = 2, CI_PROCESS_UNKNOWN = 3 };

/* Waits up to `milliseconds` for the end of a process and collects it. Returns one of the above; `out_detail` becomes
 * the exit code or the signal. CI_PROCESS_UNKNOWN: it is gone, and somebody else has collected it. */
int ci_process_wait(pid_t process, int descriptor, int milliseconds, int *out_detail);

/* "SEGV" for SIGSEGV; NULL if the signal has no name. */
const char *ci_signal_name(int signal);

/* The path of the file that this code was loaded from: a library's or the program's. 0 if it is unknown. */
int ci_own_path(char *out_path, size_t size);

/* For a child, first of all: has the system kill it when the thread that started it ends, and write no core files.
 * False if `parent` is gone already. */
int ci_child_begin(pid_t parent);

/* Allows this process so many bytes of memory of its own. Returns 0 or an errno. */
int ci_limit_memory(uint64_t byte_count);

/* --- Sockets (socket.c) --- */

/* A pair of connected stream sockets, closed on exec, none of them a standard descriptor; sending on the first gives
 * up after `timeout_ms` without progress. Returns 0 or an errno. */
int ci_socket_pair(int out_sockets[2], int timeout_ms);

/* Sends both parts, and `descriptor` with them unless it is negative. Raises no SIGPIPE. With `waits` false it gives up
 * at once if nothing can be sent. Returns 0 or an errno. */
int ci_socket_send(int socket, const void *head, size_t head_size, const void *body, size_t body_size, int descriptor,
                   int waits);

/* Receives exactly `size` bytes, and a descriptor, closed on exec, if one comes with them; else that becomes -1.
 * Returns 0, -1 at the end of the stream, or an errno. */
int ci_socket_receive(int socket, void *target, size_t size, int *out_descriptor);

/* --- Shared memory (socket.c) --- */

/* A nameless file in memory of that size, closed on exec; -1 with errno set on failure. `fixed`: it can neither grow
 * nor shrink from now on. */
int ci_memory_make(size_t byte_count, int fixed);
/* Nobody may change the file from now on. Returns 0 or an errno. */
int ci_memory_seal(int descriptor);
/* Whether the file has `byte_count` bytes or more and cannot shrink, nor be written unless `writable`. */
int ci_memory_is_sealed(int descriptor, size_t byte_count, int writable);
/* A number in memory that two processes share. What was written before it is set is seen by who has read it. */
uint32_t ci_shared_load(const uint32_t *number);
void ci_shared_store(uint32_t *number, uint32_t value);

#endif
