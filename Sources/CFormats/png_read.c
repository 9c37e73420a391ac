#include <malloc.h>
#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CFormats.h"

struct cf_png_reader {
    png_structp png;
    png_infop info;
    const uint8_t *data;
    size_t size, position;
    size_t allocated, budget;
    bool tolerant;
    jmp_buf on_error;
    char message[COMFY_PNG_MESSAGE_SIZE];
};

static void fail(png_structp png, png_const_charp message) {
    cf_png_reader *reader = png_get_error_ptr(png);
    snprintf(reader->message, sizeof reader->message, "%s", message);
    longjmp(reader->on_error, 1);
}

// Warnings are about parts that libpng leaves out and that nobody here asks for.
static void ignore(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

// libpng limits each text chunk, not their sum: a small file of many compressed ones would take gigabytes.
// Texts that do not fit any more are left out, pixels that do not are an error.
static png_voidp allocate(png_structp png, png_alloc_size_t size) {
    cf_png_reader *reader = png_get_mem_ptr(png);
    if (size > reader->budget - reader->allocated) return NULL;
    void *memory = malloc(size);
    size_t used = memory ? malloc_usable_size(memory) : 0;
    if (used > reader->budget - reader->allocated) {
        free(memory);
        return NULL;
    }
    reader->allocated += used;
    return memory;
}

static void release(png_structp png, png_voidp memory) {
    cf_png_reader *reader = png_get_mem_ptr(png);
    reader->allocated -= memory ? malloc_usable_size(memory) : 0;
    free(memory);
}

static void read_bytes(png_structp png, png_bytep target, size_t count) {
    cf_png_reader *reader = png_get_io_ptr(png);
    if (cf_is_cancelled()) png_error(png, "cancelled");
    if (count > reader->size - reader->position) png_error(png, "the file is truncated");
    memcpy(target, reader->data + reader->position, count);
    reader->position += count;
}

cf_png_reader *cf_png_reader_create(
    const uint8_t *data, size_t size, size_t max_chunk_size, uint32_t max_chunks, bool tolerant) {
    cf_png_reader *reader = calloc(1, sizeof *reader);
    if (!reader) return NULL;
    reader->data = data;
    reader->size = size;
    reader->tolerant = tolerant;
    if (setjmp(reader->on_error)) {
        cf_png_reader_destroy(reader);
        return NULL;
    }
    reader->budget = max_chunk_size + (1 << 20);
    reader->png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, reader, fail, ignore, reader, allocate, release);
    reader->info = reader->png ? png_create_info_struct(reader->png) : NULL;
    if (!reader->info) {
        cf_png_reader_destroy(reader);
        return NULL;
    }
    png_set_read_fn(reader->png, reader, read_bytes);
    png_set_user_limits(reader->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_chunk_malloc_max(reader->png, max_chunk_size);
    png_set_chunk_cache_max(reader->png, max_chunks);
    // a bad checksum is an error in every chunk, as in Pillow
    int action = tolerant ? PNG_CRC_QUIET_USE : PNG_CRC_ERROR_QUIT;
    png_set_crc_action(reader->png, action, action);
    // chunks that do not change the pixels here are not parsed at all
    static const png_byte unused[] =
        "bKGD\0cHRM\0cICP\0gAMA\0hIST\0iCCP\0oFFs\0pCAL\0pHYs\0sBIT\0sCAL\0sPLT\0sRGB\0sTER\0tIME";
    png_set_keep_unknown_chunks(reader->png, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
    png_set_keep_unknown_chunks(reader->png, PNG_HANDLE_CHUNK_NEVER, unused, sizeof unused / 5);
    static const png_byte exif[] = "eXIf";
    png_set_keep_unknown_chunks(reader->png, PNG_HANDLE_CHUNK_ALWAYS, exif, 1);
    return reader;
}

void cf_png_reader_destroy(cf_png_reader *reader) {
    if (!reader) return;
    if (reader->png) png_destroy_read_struct(&reader->png, &reader->info, NULL);
    free(reader);
}

const char *cf_png_reader_message(const cf_png_reader *reader) { return reader->message; }

bool cf_png_read_header(cf_png_reader *reader, cf_png_header *header) {
    png_structp png = reader->png;
    png_infop info = reader->info;
    if (setjmp(reader->on_error)) return false;
    png_read_info(png, info);
    memset(header, 0, sizeof *header);
    header->width = png_get_image_width(png, info);
    header->height = png_get_image_height(png, info);
    header->bit_depth = png_get_bit_depth(png, info);
    header->color_type = png_get_color_type(png, info);
    header->samples = png_get_channels(png, info);

    png_colorp palette;
    int count = 0;
    if (header->color_type == PNG_COLOR_TYPE_PALETTE && png_get_PLTE(png, info, &palette, &count) && count <= 256) {
        header->palette_count = count;
        for (int i = 0; i < count; i++) {
            header->palette[3 * i] = palette[i].red;
            header->palette[3 * i + 1] = palette[i].green;
            header->palette[3 * i + 2] = palette[i].blue;
        }
    }
    png_bytep alphas = NULL;
    png_color_16p color = NULL;
    if (png_get_tRNS(png, info, &alphas, &count, &color)) {
        header->has_transparency = true;
        if (header->color_type == PNG_COLOR_TYPE_PALETTE) {
            header->alpha_count = alphas && count <= 256 ? count : 0;
            if (header->alpha_count) memcpy(header->alphas, alphas, header->alpha_count);
        } else if (header->color_type == PNG_COLOR_TYPE_GRAY) {
            header->transparent_color[0] = color->gray;
        } else {
            header->transparent_color[0] = color->red;
            header->transparent_color[1] = color->green;
            header->transparent_color[2] = color->blue;
        }
    }
    return true;
}

bool cf_png_read_pixels(cf_png_reader *reader, uint8_t *pixels) {
    png_structp png = reader->png;
    // libpng writes whole rows: what is there of a damaged picture is right
    if (setjmp(reader->on_error)) return reader->tolerant;
    // libpng's row buffers
    reader->budget += 8 * ((size_t)png_get_image_width(png, reader->info) * 8 + 64);
    png_set_packing(png);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, reader->info);
    size_t stride = png_get_rowbytes(png, reader->info);
    uint32_t height = png_get_image_height(png, reader->info);
    for (int pass = 0; pass < passes; pass++) {
        for (uint32_t y = 0; y < height; y++) png_read_row(png, pixels + y * stride, NULL);
    }
    png_read_end(png, reader->info);
    return true;
}

size_t cf_png_text_count(const cf_png_reader *reader) {
    int count = png_get_text(reader->png, reader->info, NULL, NULL);
    return count > 0 ? count : 0;
}

cf_png_text cf_png_text_at(const cf_png_reader *reader, size_t index) {
    png_textp texts = NULL;
    png_get_text(reader->png, reader->info, &texts, NULL);
    png_text *text = texts + index;
    bool is_utf8 = text->compression >= PNG_ITXT_COMPRESSION_NONE;
    return (cf_png_text){text->key, text->text, is_utf8 ? text->itxt_length : text->text_length, is_utf8};
}

const uint8_t *cf_png_exif(const cf_png_reader *reader, size_t *length) {
    png_unknown_chunkp chunks = NULL;
    int count = png_get_unknown_chunks(reader->png, reader->info, &chunks);
    for (int i = count - 1; i >= 0; i--) {
        if (memcmp(chunks[i].name, "eXIf", 4) == 0) {
            *length = chunks[i].size;
            return chunks[i].data;
        }
    }
    return NULL;
}
