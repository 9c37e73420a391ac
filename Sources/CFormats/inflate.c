#include "CFormats.h"

#include <limits.h>
#include <string.h>

#include <zlib.h>

/// Bytes that are unpacked between two looks at the cancellation.
static const size_t piece = 1 << 20;

bool cf_inflate(const uint8_t *source, size_t source_size, uint8_t *target, size_t *size) {
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    size_t room = *size, written = 0, read = 0;
    int status = inflateInit(&stream);
    Bytef nothing;
    if (!target) target = &nothing;
    while (status == Z_OK && !cf_is_cancelled()) {
        size_t in = source_size - read < piece ? source_size - read : piece, out = room - written < piece ? room - written : piece;
        stream.next_in = (Bytef *)source + read;
        stream.avail_in = (uInt)in;
        stream.next_out = target + written;
        stream.avail_out = (uInt)out;
        status = inflate(&stream, Z_NO_FLUSH);
        in -= stream.avail_in;
        out -= stream.avail_out;
        read += in;
        written += out;
        // neither more to read nor more room: it is not whole
        if (in == 0 && out == 0) break;
    }
    inflateEnd(&stream);
    *size = written;
    return status == Z_STREAM_END;
}
