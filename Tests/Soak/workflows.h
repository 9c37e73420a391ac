/* Random workflows from the schemas of the library's own node classes. */
#ifndef SOAK_WORKFLOWS_H
#define SOAK_WORKFLOWS_H

#include <stddef.h>
#include <stdint.h>

/* `schemas`: what comfy_client_get_node_schemas gives. Called once, before any thread. 0 if that is no such JSON. */
int workflows_prepare(const char *schemas);

/* A workflow as text, to be given to free(): mostly one that fits the schemas, sometimes a damaged one. */
char *workflow_random(uint64_t *state);

/* A text of random bytes of a workflow, which may be no JSON any more. */
char *workflow_damaged(uint64_t *state);

#endif
