/* Runs every node class, and every function of comfy.h, with each request for memory, a map or a thread refused in turn.
 *
 *     LD_PRELOAD=refuser.so COMFY_REFUSAL=FILE refusal PROMPTS MODELS WORK MOST [every=N] [classes=TEXT] [only=maps]
 *         [only=threads] [small] [isolated] [lasting]
 *
 * PROMPTS has a line `class<TAB>prompt` for each class; each is run in a process of its own. MOST requests of each at most
 * are refused, evenly chosen; 0 is all. every=N takes one class of N, classes=TEXT those whose name has the text. only=maps
 * and only=threads leave out requests of other kinds. `small` counts the Swift runtime's requests below 64 KB too.
 * `isolated` refuses those of the workers; with `lasting` all that come behind the one are refused too, if they are large
 * and the library's reserve is spent. */
#define _GNU_SOURCE
#include "refusal.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../CABITests/resources.h"

enum { NOT_RUNNABLE = 77, MOST_CRASHES = 4, LARGEST_GROWTH = 256 << 10 };

static struct refusal *shared;
/* Of the trial under way, by its process: the next request, of how many. */
static struct progress {
    long next, total, tried, requests, problems;
} *progress;
static long most;
static int isolated;

int complain(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
    fflush(stdout);
    progress->problems++;
    return 0;
}

static void *shared_memory(int descriptor, size_t size) {
    void *map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | (descriptor < 0 ? MAP_ANONYMOUS : 0), descriptor, 0);
    return map == MAP_FAILED ? NULL : map;
}

static long run_refusing(const struct trial *trial, long number) {
    atomic_store(&shared->wanted, number);
    atomic_store(&shared->count, 0);
    atomic_store(&shared->spare, REFUSE_SPARE);
    atomic_store(&shared->is_armed, 1);
    trial->run(1);
    atomic_store(&shared->is_armed, 0);
    return atomic_load(&shared->count);
}

/* Without the file that tensors get when memory is refused (Sources/Tensors/Memory/SinkMemory.swift): made once, it stays. */
static struct resources resources_held(void) {
    struct resources now = resources_now();
    char path[64], target[256];
    for (int i = 0; i < 1024; i++) {
        ssize_t length;
        snprintf(path, sizeof path, "/proc/self/fd/%d", i);
        length = readlink(path, target, sizeof target - 1);
        target[length > 0 ? length : 0] = '\0';
        if (strstr(target, "memfd:comfy-sink") != NULL) now.descriptors--;
    }
    return now;
}

static size_t bytes_in_use(void) {
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

/* In a process of its own: from the request `progress->next` on. */
static int try_all(const struct trial *trial, long seed) {
    struct resources before = {0}, after;
    size_t bytes = 0;
    long step, i, start;
    alarm(120);
    if (!trial->prepare() || !trial->run(0)) return NOT_RUNNABLE;
    atomic_store(&shared->is_survey, 1);
    run_refusing(trial, -1);
    atomic_store(&shared->is_survey, 0);
    progress->total = run_refusing(trial, -1);
    progress->requests += progress->total;
    step = most > 0 && progress->total > most ? progress->total / most : 1;
    if (progress->next < 0) progress->next = seed % step;
    start = progress->next;
    while (progress->next < progress->total) {
        long number = progress->next, problems = progress->problems;
        /* what is made at the first refusal stays */
        if (number == start + step) {
            before = resources_held();
            bytes = bytes_in_use();
        }
        progress->next += step;
        progress->tried++;
        alarm(120);
        run_refusing(trial, number);
        if (progress->problems > problems) printf("    %s: request %ld of %ld\n", trial->name, number, progress->total);
    }
    alarm(120);
    if (!trial->run(0)) complain("%s: does not work any more", trial->name);
    after = resources_held();
    for (i = 0; before.threads > 0 && i < 500 && (after.descriptors > before.descriptors || after.threads > before.threads); i++) {
        usleep(10000);
        after = resources_held();
    }
    if (before.threads > 0 && (after.descriptors > before.descriptors || after.threads > before.threads))
        complain("%s: descriptors %ld -> %ld, threads %ld -> %ld", trial->name, before.descriptors, after.descriptors,
            before.threads, after.threads);
    /* the library's reserve is spent at the first look, and there again at the last */
    if (bytes > 0 && atomic_load(&shared->lasts)) bytes += REFUSE_SPARE;
    if (!isolated && bytes > 0 && bytes_in_use() > bytes + LARGEST_GROWTH)
        complain("%s: %zu bytes more", trial->name, bytes_in_use() - bytes);
    trial->finish();
    return 0;
}

/* Whether it could run. A process that dies goes on behind the request that it died of. */
static int try_elsewhere(const struct trial *trial, long seed) {
    int crashes, status = 0;
    *progress = (struct progress){.next = -1, .problems = progress->problems, .tried = progress->tried,
        .requests = progress->requests};
    for (crashes = 0; crashes < MOST_CRASHES; crashes++) {
        pid_t process;
        fflush(NULL);
        process = fork();
        if (process == 0) {
            status = try_all(trial, seed);
            fflush(NULL);
            _exit(status);
        }
        while (waitpid(process, &status, 0) < 0 && errno == EINTR) {}
        atomic_store(&shared->is_armed, 0);
        if (WIFEXITED(status)) break;
        complain("%s: %s before request %ld of %ld", trial->name, strsignal(WTERMSIG(status)), progress->next,
            progress->total);
        if (progress->next < 0) break;
    }
    return !WIFEXITED(status) || WEXITSTATUS(status) != NOT_RUNNABLE;
}

int main(int argc, char **argv) {
    char *line = NULL;
    size_t room = 0;
    long classes = 0, given = 0, every = 1, number = 0;
    const char *text = "";
    FILE *prompts = argc >= 5 ? fopen(argv[1], "r") : NULL;
    int descriptor = getenv("COMFY_REFUSAL") == NULL ? -1 : open(getenv("COMFY_REFUSAL"), O_RDWR);
    if (prompts == NULL || descriptor < 0) return 2;
    shared = shared_memory(descriptor, sizeof *shared);
    progress = shared_memory(-1, sizeof *progress);
    if (shared == NULL || progress == NULL) return 2;
    most = atol(argv[4]);
    for (int i = 5; i < argc; i++) {
        if (strcmp(argv[i], "small") == 0) atomic_store(&shared->with_small, 1);
        isolated |= strcmp(argv[i], "isolated") == 0;
        if (strcmp(argv[i], "lasting") == 0) atomic_store(&shared->lasts, 1);
        if (strncmp(argv[i], "every=", 6) == 0 && atol(argv[i] + 6) > 0) every = atol(argv[i] + 6);
        if (strncmp(argv[i], "classes=", 8) == 0) text = argv[i] + 8;
        if (strcmp(argv[i], "only=maps") == 0) atomic_fetch_or(&shared->kinds, 1 << REFUSE_MAP);
        if (strcmp(argv[i], "only=threads") == 0) atomic_fetch_or(&shared->kinds, 1 << REFUSE_THREAD);
    }
    atomic_store(&shared->in_worker, isolated);
    calls_choose(argv[2], argv[3], isolated);
    if (!try_elsewhere(&call_trial, 0)) complain("the functions do not work");
    while (getline(&line, &room, prompts) > 0) {
        char *prompt = strchr(line, '\t');
        if (prompt == NULL) continue;
        *prompt++ = '\0';
        if (strstr(line, text) == NULL || number++ % every != 0) continue;
        classes_choose(line, prompt, argv[2], argv[3], isolated);
        classes += try_elsewhere(&class_trial, given++);
    }
    printf("%ld of %ld classes ran, %ld of %ld requests were refused (%ld memory, %ld maps, %ld threads), %ld problems\n",
        classes, given, progress->tried, progress->requests, atomic_load(&shared->refused[REFUSE_MEMORY]), atomic_load(&shared->refused[REFUSE_MAP]),
        atomic_load(&shared->refused[REFUSE_THREAD]), progress->problems);
    return progress->problems > 0 || classes < given / 2;
}
