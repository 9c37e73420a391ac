#include "CNodeSchemas.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char schemas[] = {
#embed "node_schemas.bin"
};

_Static_assert(sizeof(schemas) == NODE_SCHEMAS_SIZE, "the header was written for another file");

const unsigned char *const node_schemas = schemas;
