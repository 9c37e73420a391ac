#define _GNU_SOURCE
#include "faults.h"

#include "random.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

const char *const fault_names[FAULT_COUNT] = {
    "worker killed", "worker trapped", "worker stopped", "worker without memory", "disk full", "no descriptors", "signal",
};

static void nothing(int number) { (void)number; }

void faults_prepare(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    /* without SA_RESTART: every wait of the system's is broken off */
    action.sa_handler = nothing;
    sigaction(SIGUSR1, &action, NULL);
    signal(SIGXFSZ, SIG_IGN);
    signal(SIGPIPE, SIG_DFL);
}

/* One of this process's children that is a worker, or 0. */
static pid_t worker(uint64_t *random) {
    DIR *directory = opendir("/proc");
    struct dirent *entry;
    pid_t found = 0;
    int seen = 0;
    if (directory == NULL) return 0;
    while ((entry = readdir(directory)) != NULL) {
        char path[64], name[64] = "";
        int parent = 0;
        pid_t pid = (pid_t)atoi(entry->d_name);
        FILE *file;
        if (pid <= 0) continue;
        snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
        file = fopen(path, "r");
        if (file == NULL) continue;
        if (fscanf(file, "%*d (%63[^)]) %*c %d", name, &parent) == 2 && parent == getpid() &&
            strncmp(name, "comfy-worker", 12) == 0 && random_below(random, (uint64_t)++seen) == 0)
            found = pid;
        fclose(file);
    }
    closedir(directory);
    return found;
}

/* Lowers a limit of a process for a while; the hard limit stays. */
static int limited(pid_t process, __rlimit_resource_t resource, rlim_t limit, useconds_t time) {
    struct rlimit before, lower;
    if (prlimit(process, resource, NULL, &before) != 0) return 0;
    lower = before;
    lower.rlim_cur = limit;
    if (prlimit(process, resource, &lower, NULL) != 0) return 0;
    usleep(time);
    prlimit(process, resource, &before, NULL);
    return 1;
}

int fault_random(uint64_t *random) {
    int kind = (int)random_below(random, FAULT_COUNT);
    useconds_t time = (useconds_t)(1000 + random_below(random, 50000));
    pid_t process = kind <= FAULT_MEMORY ? worker(random) : getpid();
    if (process == 0) return -1;
    switch (kind) {
    case FAULT_KILL: kill(process, SIGKILL); break;
    case FAULT_TRAP: kill(process, random_chance(random, 50) ? SIGSEGV : SIGILL); break;
    case FAULT_STOP:
        kill(process, SIGSTOP);
        usleep(time);
        kill(process, SIGCONT);
        break;
    case FAULT_MEMORY:
        if (!limited(process, RLIMIT_AS, 64u << 20, time)) return -1;
        break;
    case FAULT_DISK:
        if (!limited(process, RLIMIT_FSIZE, random_below(random, 2000), time)) return -1;
        break;
    case FAULT_DESCRIPTORS:
        if (!limited(process, RLIMIT_NOFILE, 3 + random_below(random, 40), time)) return -1;
        break;
    case FAULT_SIGNAL: kill(process, SIGUSR1); break;
    default: return -1;
    }
    return kind;
}
