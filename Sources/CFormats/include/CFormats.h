// libpng, libjpeg, libwebp, PCRE2, zlib, jansson and libyaml as Swift sees them, and the few C functions around them that Swift cannot write.
#pragma once
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <yaml.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

// json_decref is an inline function with atomics that Swift does not import.
void cf_json_decref(json_t *json);

// Unpacks a zlib stream of `source_size` bytes into `target`, which has room for `*size`; says how many it wrote there.
// False if the stream is damaged or holds more.
bool cf_inflate(const uint8_t *source, size_t source_size, uint8_t *target, size_t *size);

// libpng reports errors with longjmp, which must not cross Swift frames: setjmp and every libpng call that
// can fail stay in png_read.c and png_write.c.

enum { COMFY_PNG_MESSAGE_SIZE = 128 };

// What a PNG file's header says, before any pixel is decoded.
typedef struct cf_png_header {
    uint32_t width, height;
    uint8_t bit_depth;   // 1, 2, 4, 8, 16
    uint8_t color_type;  // as in IHDR: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha
    uint8_t samples;     // a pixel: 1...4
    uint16_t palette_count;
    uint8_t palette[256 * 3];
    // tRNS: a palette's alphas, or the one transparent colour (grey, or red, green, blue).
    bool has_transparency;
    uint16_t alpha_count;
    uint8_t alphas[256];
    uint16_t transparent_color[3];
} cf_png_header;

typedef struct cf_png_text {
    const char *keyword;
    const char *text;
    size_t length;
    bool is_utf8;  // iTXt; tEXt and zTXt are Latin-1
} cf_png_text;

typedef struct cf_png_reader cf_png_reader;

// A reader of `size` bytes at `data`, which must outlive it. NULL without memory.
// No chunk may be larger than `max_chunk_size`, nor all texts together; texts over that or over `max_chunks` of them
// are left out. `tolerant`: bad checksums do not count, and pixels end where their data do, as with Pillow's
// LOAD_TRUNCATED_IMAGES.
cf_png_reader *cf_png_reader_create(
    const uint8_t *data, size_t size, size_t max_chunk_size, uint32_t max_chunks, bool tolerant);
void cf_png_reader_destroy(cf_png_reader *reader);
// The reason after a function returned false.
const char *cf_png_reader_message(const cf_png_reader *reader);
// First call: everything before the pixels.
bool cf_png_read_header(cf_png_reader *reader, cf_png_header *header);
// Second call: [height, width, samples], one byte a sample, two bytes (big-endian) at bit depth 16.
// Then everything behind the pixels. A tolerant reader leaves rows that are not there as they were.
bool cf_png_read_pixels(cf_png_reader *reader, uint8_t *pixels);
// After the second call; borrowed from the reader.
size_t cf_png_text_count(const cf_png_reader *reader);
cf_png_text cf_png_text_at(const cf_png_reader *reader, size_t index);
const uint8_t *cf_png_exif(const cf_png_reader *reader, size_t *length);

typedef struct cf_png_chunk {
    char type[5];
    const uint8_t *data;
    size_t length;
} cf_png_chunk;

// Encodes pixels of 8 bits a channel, or of 16 with the high ones first: [height, width, channels], 1 grey, 3 RGB,
// 4 RGBA. `chunks` go before the pixels.
// The result is the caller's, to free(). NULL and a message on failure.
uint8_t *cf_png_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, int channels, int depth, int level,
    const cf_png_chunk *chunks, size_t chunk_count, size_t *length, char message[COMFY_PNG_MESSAGE_SIZE]);

// Has long work end with an error once `is_cancelled` says so of the thread that does it. The same for all callers.
void cf_set_cancellation(int (*is_cancelled)(void));
// Whether the calling thread's work is cancelled.
int cf_is_cancelled(void);

// libjpeg reports errors with longjmp too: the same rule.

typedef struct cf_jpeg_header {
    uint32_t width, height;
    int components;  // 1 grey, 3 colours, 4 CMYK or YCCK
} cf_jpeg_header;

typedef struct cf_jpeg_reader cf_jpeg_reader;

// A reader of `size` bytes at `data`, which must outlive it; it takes `max_memory` bytes at most for coefficients. NULL
// without memory.
cf_jpeg_reader *cf_jpeg_reader_create(const uint8_t *data, size_t size, size_t max_memory);
void cf_jpeg_reader_destroy(cf_jpeg_reader *reader);
// The reason after a function returned false.
const char *cf_jpeg_reader_message(const cf_jpeg_reader *reader);
// First call: everything before the pixels.
bool cf_jpeg_read_header(cf_jpeg_reader *reader, cf_jpeg_header *header);
// Second call: [height, width, 4], RGBA, or CMYK as the file has it for four components. `rows` is how many rows there
// are data for; less than the height if the file is truncated. What comes behind them is left as it was, or is rough
// if the picture comes in several scans.
bool cf_jpeg_read_pixels(cf_jpeg_reader *reader, uint8_t *pixels, uint32_t *rows);
// The APP1 segments before the pixels; after the first call, borrowed from the reader.
size_t cf_jpeg_marker_count(const cf_jpeg_reader *reader);
const uint8_t *cf_jpeg_marker_at(const cf_jpeg_reader *reader, size_t index, size_t *length);

typedef struct cf_webp_header {
    uint32_t width, height, frames;
    bool has_alpha;
} cf_webp_header;

typedef struct cf_webp_chunk {
    const uint8_t *data;
    size_t length;
} cf_webp_chunk;

typedef struct cf_webp_reader cf_webp_reader;
typedef struct cf_webp_writer cf_webp_writer;

// False if the file is no WebP file, or not a whole one.
bool cf_webp_read_header(const uint8_t *data, size_t size, cf_webp_header *header);
// A chunk beside the frames, "EXIF" or "XMP "; false if there is none. Borrowed from the file.
bool cf_webp_read_chunk(const uint8_t *data, size_t size, const char *name, cf_webp_chunk *chunk);
// Reads frames of `size` bytes at `data`, which must outlive it. NULL without memory, or if the file is damaged.
cf_webp_reader *cf_webp_reader_create(const uint8_t *data, size_t size);
// The next frame, [height, width, 4], as it is shown; borrowed until the next call. NULL if it is damaged.
const uint8_t *cf_webp_read_frame(cf_webp_reader *reader);
void cf_webp_reader_destroy(cf_webp_reader *reader);

// Writes animations of that size; NULL without memory, or if there are none of that size.
cf_webp_writer *cf_webp_writer_create(int width, int height, bool lossless, float quality, int method);
// A frame, [height, width, channels], 3 or 4 channels, which is shown from that time on.
bool cf_webp_write_frame(cf_webp_writer *writer, const uint8_t *pixels, int channels, int milliseconds);
// The file, to free(); the last frame ends at that time. NULL on failure.
uint8_t *cf_webp_writer_finish(
    cf_webp_writer *writer, int milliseconds, const uint8_t *exif, size_t exif_size, size_t *length);
void cf_webp_writer_destroy(cf_webp_writer *writer);
