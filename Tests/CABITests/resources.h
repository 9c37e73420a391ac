/* What a process holds: counted before and after many cycles, to show that they leave nothing behind. C and C++. */
#ifndef RESOURCES_H
#define RESOURCES_H

#include <dirent.h>
#include <stdio.h>
#include <string.h>

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

#endif
