#define _GNU_SOURCE
#include "CIsolation.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/* The environment, without the order to Swift's runtime to start a debugger when the process crashes: that would write
 * files and take seconds. NULL when there is no memory. */
static char **worker_environment(void) {
    static char quiet[] = "SWIFT_BACKTRACE=enable=no";
    size_t count = 0, kept = 0;
    char **copy;
    while (environ != NULL && environ[count] != NULL) count++;
    copy = malloc((count + 2) * sizeof *copy);
    if (copy == NULL) return NULL;
    for (size_t i = 0; i < count; i++)
        if (strncmp(environ[i], "SWIFT_BACKTRACE=", 16) != 0) copy[kept++] = environ[i];
    copy[kept++] = quiet;
    copy[kept] = NULL;
    return copy;
}

int ci_process_start(pid_t *out_process, const char *path, int socket, int errors) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    char parent[16];
    char *arguments[] = {(char *)path, parent, NULL};
    char **environment = worker_environment();
    int status;
    if (environment == NULL) return ENOMEM;
    snprintf(parent, sizeof parent, "%d", (int)getpid());
    sigemptyset(&none);
    sigfillset(&all);
    status = posix_spawn_file_actions_init(&actions);
    if (status != 0) goto without_actions;
    status = posix_spawnattr_init(&attributes);
    if (status != 0) goto without_attributes;
    if ((status = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)) != 0 ||
        (status = posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)) != 0 ||
        (status = posix_spawn_file_actions_adddup2(&actions, errors, 2)) != 0 ||
        (status = posix_spawn_file_actions_adddup2(&actions, socket, CI_CHILD_SOCKET)) != 0 ||
        (status = posix_spawn_file_actions_addclosefrom_np(&actions, CI_CHILD_SOCKET + 1)) != 0)
        goto done;
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    /* A group of its own: what a terminal sends to the host's group is for the host to decide. */
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    status = posix_spawn(out_process, path, &actions, &attributes, arguments, environment);
done:
    posix_spawnattr_destroy(&attributes);
without_attributes:
    posix_spawn_file_actions_destroy(&actions);
without_actions:
    free(environment);
    return status;
}

int ci_process_open(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }

void ci_process_kill(pid_t process, int descriptor) {
    if (descriptor >= 0)
        syscall(SYS_pidfd_send_signal, descriptor, SIGKILL, NULL, 0);
    else
        kill(process, SIGKILL);
}

static int collect(pid_t process, int *out_detail) {
    int status;
    pid_t found;
    do found = waitpid(process, &status, WNOHANG);
    while (found < 0 && errno == EINTR);
    if (found < 0) return CI_PROCESS_UNKNOWN;
    if (found == 0) return CI_PROCESS_RUNS;
    if (WIFSIGNALED(status)) {
        *out_detail = WTERMSIG(status);
        return CI_PROCESS_SIGNALLED;
    }
    *out_detail = WEXITSTATUS(status);
    return CI_PROCESS_EXITED;
}

static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int ci_process_wait(pid_t process, int descriptor, int milliseconds, int *out_detail) {
    const int64_t end = now_ms() + milliseconds;
    for (;;) {
        struct pollfd item = {.fd = descriptor, .events = POLLIN};
        int64_t left = end - now_ms();
        int state = collect(process, out_detail);
        if (state != CI_PROCESS_RUNS || left <= 0) return state;
        /* Without a descriptor there is nothing to wait for but time. */
        if (descriptor < 0 && left > 5) left = 5;
        poll(&item, 1, (int)left);
    }
}

const char *ci_signal_name(int signal) { return sigabbrev_np(signal); }

int ci_own_path(char *out_path, size_t size) {
    Dl_info info;
    struct link_map *map = NULL;
    ssize_t count;
    if (dladdr1((const void *)ci_own_path, &info, (void **)&map, RTLD_DL_LINKMAP) == 0) return 0;
    /* The program itself has no name there, and what it was called by may be relative to a folder left since. */
    if (map != NULL && map->l_name != NULL && map->l_name[0] == '/')
        return snprintf(out_path, size, "%s", map->l_name) < (int)size;
    if (map != NULL && map->l_name != NULL && map->l_name[0] != '\0') {
        char *resolved = realpath(map->l_name, NULL);
        int fits = resolved != NULL && snprintf(out_path, size, "%s", resolved) < (int)size;
        free(resolved);
        return fits;
    }
    count = readlink("/proc/self/exe", out_path, size - 1);
    if (count <= 0) return 0;
    out_path[count] = '\0';
    return 1;
}

int ci_child_begin(pid_t parent) {
    /* One byte: also what pipes core files to a program takes that for a refusal. */
    const struct rlimit no_core = {1, 1};
    setrlimit(RLIMIT_CORE, &no_core);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    /* The parent may have ended before that took hold. */
    return getppid() == parent;
}

int ci_limit_memory(uint64_t byte_count) {
    const struct rlimit limit = {byte_count, byte_count};
    return setrlimit(RLIMIT_DATA, &limit) == 0 ? 0 : errno;
}
