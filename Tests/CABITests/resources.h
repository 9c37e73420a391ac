/* What a process holds: counted before and after many cycles, to show that they leave nothing behind. C and C++. */
#ifndef RESOURCES_H
#define RESOURCES_H

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct resources {
    long descriptors;
    long threads;
    long resident_kib;
};

/** Entries of a directory, without "." and "..". */
static long count_entries(const char *path) {
    DIR *directory = opendir(path);
    long count = -2;
    if (directory == NULL) return -1;
    while (readdir(directory) != NULL) count++;
    closedir(directory);
    return count;
}

static struct resources resources_now(void) {
    struct resources now = {count_entries("/proc/self/fd"), count_entries("/proc/self/task"), -1};
    FILE *file = fopen("/proc/self/status", "r");
    char line[256];
    if (file == NULL) return now;
    while (fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, "VmRSS:", 6) == 0) sscanf(line + 6, "%ld", &now.resident_kib);
    fclose(file);
    return now;
}

/**
 * Whether cycles leave nothing behind: no descriptor, no thread, and no memory unless `keeps_memory`. A thread that was
 * waited for is listed until the system has taken it away, so what is too much is looked at again, for ten seconds; and
 * the allocator's memory may grow for a while, where what leaks grows each time: one of three series without growth is
 * enough.
 */
static inline int leave_nothing(void (*cycle)(void *), void *argument, int warm_up, int count, int keeps_memory) {
    int series, i;
    for (i = 0; i < warm_up; i++) cycle(argument);
    for (series = 0; series < 3; series++) {
        struct resources before = resources_now(), after;
        for (i = 0; i < count; i++) cycle(argument);
        after = resources_now();
        for (i = 0; i < 1000 && (after.descriptors > before.descriptors || after.threads > before.threads); i++) {
            usleep(10000);
            after = resources_now();
        }
        printf("cycles: descriptors %ld -> %ld, threads %ld -> %ld, resident %ld -> %ld KiB\n", before.descriptors,
            after.descriptors, before.threads, after.threads, before.resident_kib, after.resident_kib);
        if (before.descriptors <= 0 || before.threads <= 0 || before.resident_kib <= 0) return 0;
        if (after.descriptors > before.descriptors || after.threads > before.threads) return 0;
        if (keeps_memory || after.resident_kib - before.resident_kib < 2048) return 1;
    }
    return 0;
}

#endif
