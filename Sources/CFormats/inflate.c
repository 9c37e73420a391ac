#include "CFormats.h"

#include <zlib.h>

bool cf_inflate(const uint8_t *source, size_t source_size, uint8_t *target, size_t *size) {
    uLongf written = *size;
    int status = uncompress(target, &written, source, source_size);
    *size = written;
    return status == Z_OK;
}
