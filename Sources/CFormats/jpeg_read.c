#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "CFormats.h"

// A file may repeat its picture in as many scans as it likes, each of which costs as much as all of it.
enum { MOST_SCANS = 500 };

struct cf_jpeg_reader {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct jpeg_source_mgr source;
    struct jpeg_progress_mgr progress;
    bool is_created, is_ended;
    jmp_buf on_error;
    char message[JMSG_LENGTH_MAX];
};

static void fail(j_common_ptr jpeg) {
    cf_jpeg_reader *reader = jpeg->client_data;
    jpeg->err->format_message(jpeg, reader->message);
    longjmp(reader->on_error, 1);
}

// Warnings are about what libjpeg has mended; Pillow does not look at them either.
static void ignore(j_common_ptr jpeg) { (void)jpeg; }

static void stop_at_limit(j_common_ptr jpeg) {
    cf_jpeg_reader *reader = jpeg->client_data;
    if (reader->jpeg.input_scan_number <= MOST_SCANS) return;
    snprintf(reader->message, sizeof reader->message, "more than %d scans", MOST_SCANS);
    longjmp(reader->on_error, 1);
}

static void nothing(j_decompress_ptr jpeg) { (void)jpeg; }

// At the end of the data decoding pauses, so that nothing is made up; a picture in several scans is completed with what
// is there of each.
static boolean fill(j_decompress_ptr jpeg) {
    cf_jpeg_reader *reader = jpeg->client_data;
    static const JOCTET end[] = {0xff, JPEG_EOI};
    if (!reader->is_ended) return FALSE;
    reader->source.next_input_byte = end;
    reader->source.bytes_in_buffer = sizeof end;
    return TRUE;
}

static void skip(j_decompress_ptr jpeg, long count) {
    if (count <= 0) return;
    struct jpeg_source_mgr *source = jpeg->src;
    size_t step = (size_t)count < source->bytes_in_buffer ? (size_t)count : source->bytes_in_buffer;
    source->next_input_byte += step;
    source->bytes_in_buffer -= step;
}

cf_jpeg_reader *cf_jpeg_reader_create(const uint8_t *data, size_t size, size_t max_memory) {
    cf_jpeg_reader *reader = calloc(1, sizeof *reader);
    if (!reader) return NULL;
    reader->jpeg.err = jpeg_std_error(&reader->errors);
    reader->errors.error_exit = fail;
    reader->errors.output_message = ignore;
    reader->jpeg.client_data = reader;
    if (setjmp(reader->on_error)) {
        cf_jpeg_reader_destroy(reader);
        return NULL;
    }
    jpeg_create_decompress(&reader->jpeg);
    reader->is_created = true;
    reader->jpeg.mem->max_memory_to_use = max_memory;
    reader->source = (struct jpeg_source_mgr){
        .next_input_byte = data, .bytes_in_buffer = size, .init_source = nothing, .fill_input_buffer = fill,
        .skip_input_data = skip, .resync_to_restart = jpeg_resync_to_restart, .term_source = nothing};
    reader->jpeg.src = &reader->source;
    reader->progress.progress_monitor = stop_at_limit;
    reader->jpeg.progress = &reader->progress;
    jpeg_save_markers(&reader->jpeg, JPEG_APP0 + 1, 0xffff);
    return reader;
}

void cf_jpeg_reader_destroy(cf_jpeg_reader *reader) {
    if (!reader) return;
    if (reader->is_created) jpeg_destroy_decompress(&reader->jpeg);
    free(reader);
}

const char *cf_jpeg_reader_message(const cf_jpeg_reader *reader) { return reader->message; }

bool cf_jpeg_read_header(cf_jpeg_reader *reader, cf_jpeg_header *header) {
    if (setjmp(reader->on_error)) return false;
    if (jpeg_read_header(&reader->jpeg, TRUE) != JPEG_HEADER_OK) {
        snprintf(reader->message, sizeof reader->message, "the file is truncated");
        return false;
    }
    header->width = reader->jpeg.image_width;
    header->height = reader->jpeg.image_height;
    header->components = reader->jpeg.num_components;
    return true;
}

bool cf_jpeg_read_pixels(cf_jpeg_reader *reader, uint8_t *pixels, uint32_t *rows) {
    *rows = 0;
    if (setjmp(reader->on_error)) return false;
    j_decompress_ptr jpeg = &reader->jpeg;
    jpeg->out_color_space = jpeg->num_components == 4 ? JCS_CMYK : JCS_EXT_RGBA;
    bool is_whole = jpeg_start_decompress(jpeg);
    if (!is_whole) {
        reader->is_ended = true;
        if (!jpeg_start_decompress(jpeg)) return true;
    }
    while (jpeg->output_scanline < jpeg->output_height) {
        if (cf_is_cancelled()) {
            snprintf(reader->message, sizeof reader->message, "cancelled");
            return false;
        }
        JSAMPROW row = pixels + (size_t)jpeg->output_scanline * jpeg->output_width * 4;
        if (jpeg_read_scanlines(jpeg, &row, 1) == 0) return true;
        if (is_whole) *rows = jpeg->output_scanline;
    }
    return true;
}

size_t cf_jpeg_marker_count(const cf_jpeg_reader *reader) {
    size_t count = 0;
    for (jpeg_saved_marker_ptr at = reader->jpeg.marker_list; at; at = at->next) count++;
    return count;
}

const uint8_t *cf_jpeg_marker_at(const cf_jpeg_reader *reader, size_t index, size_t *length) {
    jpeg_saved_marker_ptr at = reader->jpeg.marker_list;
    while (index-- > 0) at = at->next;
    *length = at->data_length;
    return at->data;
}
