#define _GNU_SOURCE
#include "CEngine.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

int ce_thread_start(pthread_t *out_thread, const char *name, size_t stack_size, void *(*body)(void *), void *argument) {
    pthread_attr_t attributes;
    sigset_t all, previous;
    int status = pthread_attr_init(&attributes);
    if (status != 0) return status;
    status = pthread_attr_setstacksize(&attributes, stack_size);
    if (status == 0) {
        /* A new thread inherits the mask of the one that makes it. */
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &previous);
        status = pthread_create(out_thread, &attributes, body, argument);
        pthread_sigmask(SIG_SETMASK, &previous, NULL);
    }
    pthread_attr_destroy(&attributes);
    if (status == 0) pthread_setname_np(*out_thread, name);
    return status;
}

int ce_event_make(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

void ce_event_raise(int descriptor) { eventfd_write(descriptor, 1); }

void ce_event_lower(int descriptor) {
    eventfd_t value;
    eventfd_read(descriptor, &value);
}

char **ce_environment(void) { return environ; }

static uint64_t kilobytes_after(const char *text, const char *label) {
    const char *found = strstr(text, label);
    return found == NULL ? 0 : strtoull(found + strlen(label), NULL, 10) * 1024;
}

void ce_resident_bytes(uint64_t *out_now, uint64_t *out_peak) {
    char text[4096];
    ssize_t count = 0;
    int file = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
        do count = read(file, text, sizeof text - 1);
        while (count < 0 && errno == EINTR);
        close(file);
    }
    text[count > 0 ? count : 0] = '\0';
    *out_now = kilobytes_after(text, "VmRSS:");
    *out_peak = kilobytes_after(text, "VmHWM:");
}
