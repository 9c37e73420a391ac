#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CFormats.h"

struct writer {
    png_structp png;
    png_infop info;
    uint8_t *bytes;
    size_t size, capacity;
    jmp_buf on_error;
    char *message;
};

static void fail(png_structp png, png_const_charp message) {
    struct writer *writer = png_get_error_ptr(png);
    snprintf(writer->message, COMFY_PNG_MESSAGE_SIZE, "%s", message);
    longjmp(writer->on_error, 1);
}

static void ignore(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

static void write_bytes(png_structp png, png_bytep source, size_t count) {
    struct writer *writer = png_get_io_ptr(png);
    if (count > writer->capacity - writer->size) {
        size_t capacity = 2 * writer->capacity + count + 4096;
        uint8_t *bytes = realloc(writer->bytes, capacity);
        if (!bytes) png_error(png, "out of memory");
        writer->bytes = bytes;
        writer->capacity = capacity;
    }
    memcpy(writer->bytes + writer->size, source, count);
    writer->size += count;
}

static void flush(png_structp png) { (void)png; }

uint8_t *cf_png_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, int channels, int depth, int level,
    const cf_png_chunk *chunks, size_t chunk_count, size_t *length, char message[COMFY_PNG_MESSAGE_SIZE]) {
    // in memory, not in registers: a longjmp may come from anywhere below
    struct writer writer = {.message = message};
    struct writer *volatile state = &writer;
    if (setjmp(writer.on_error)) {
        png_destroy_write_struct(&state->png, &state->info);
        free(state->bytes);
        return NULL;
    }
    writer.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &writer, fail, ignore);
    writer.info = writer.png ? png_create_info_struct(writer.png) : NULL;
    if (!writer.info) {
        png_destroy_write_struct(&writer.png, NULL);
        snprintf(message, COMFY_PNG_MESSAGE_SIZE, "out of memory");
        return NULL;
    }
    png_set_write_fn(writer.png, &writer, write_bytes, flush);
    png_set_user_limits(writer.png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    int type = channels == 1 ? PNG_COLOR_TYPE_GRAY : channels == 3 ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_RGBA;
    png_set_IHDR(
        writer.png, writer.info, width, height, depth, type, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
        PNG_FILTER_TYPE_DEFAULT);
    png_set_compression_level(writer.png, level);
    png_write_info(writer.png, writer.info);
    for (size_t i = 0; i < chunk_count; i++) {
        png_write_chunk(writer.png, (png_const_bytep)chunks[i].type, chunks[i].data, chunks[i].length);
    }
    size_t stride = (size_t)width * channels * (depth / 8);
    for (uint32_t y = 0; y < height; y++) {
        if (cf_is_cancelled()) png_error(writer.png, "cancelled");
        png_write_row(writer.png, pixels + y * stride);
    }
    png_write_end(writer.png, NULL);
    png_destroy_write_struct(&writer.png, &writer.info);
    *length = writer.size;
    return writer.bytes;
}
