/* What goes wrong on a machine, at random. */
#ifndef SOAK_FAULTS_H
#define SOAK_FAULTS_H

#include <stdint.h>

enum fault { FAULT_KILL, FAULT_TRAP, FAULT_STOP, FAULT_MEMORY, FAULT_DISK, FAULT_DESCRIPTORS, FAULT_SIGNAL, FAULT_COUNT };

extern const char *const fault_names[FAULT_COUNT];

/* Called once, before any thread: what the process has to be ready for. */
void faults_prepare(void);

/* One fault, which is over when the call returns (but for what it killed); the kind that it was, or -1 if there was
 * nothing to be hurt. */
int fault_random(uint64_t *state);

#endif
