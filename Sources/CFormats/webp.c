#include <stdlib.h>
#include <string.h>

#include <webp/demux.h>
#include <webp/encode.h>
#include <webp/mux.h>

#include "CFormats.h"

bool cf_webp_read_header(const uint8_t *data, size_t size, cf_webp_header *header) {
    WebPBitstreamFeatures features;
    if (WebPGetFeatures(data, size, &features) != VP8_STATUS_OK) return false;
    WebPData file = {data, size};
    WebPDemuxer *demuxer = WebPDemux(&file);
    if (!demuxer) return false;
    header->width = WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_WIDTH);
    header->height = WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_HEIGHT);
    header->frames = WebPDemuxGetI(demuxer, WEBP_FF_FRAME_COUNT);
    header->has_alpha = features.has_alpha;
    WebPDemuxDelete(demuxer);
    return true;
}

bool cf_webp_read_chunk(const uint8_t *data, size_t size, const char *name, cf_webp_chunk *chunk) {
    WebPData file = {data, size};
    WebPDemuxer *demuxer = WebPDemux(&file);
    if (!demuxer) return false;
    WebPChunkIterator iterator;
    bool is_there = WebPDemuxGetChunk(demuxer, name, 1, &iterator);
    // the demuxer copies nothing: what it found lies in the file
    if (is_there) *chunk = (cf_webp_chunk){iterator.chunk.bytes, iterator.chunk.size};
    WebPDemuxReleaseChunkIterator(&iterator);
    WebPDemuxDelete(demuxer);
    return is_there;
}

struct cf_webp_reader {
    WebPAnimDecoder *decoder;
    /// A picture that is no animation: the file, and the pixels once they are read.
    WebPData still;
    int width, height;
    uint8_t *pixels;
};

/// Reads a picture in pieces of about as many pixels each, so that a cancellation ends it.
static const uint8_t *read_still(cf_webp_reader *reader) {
    size_t row = (size_t)reader->width * 4, pieces = 1 + row * (size_t)reader->height / (1 << 22);
    size_t step = reader->still.size / pieces + 1;
    if (reader->pixels) return NULL;
    reader->pixels = malloc(row * (size_t)reader->height);
    if (!reader->pixels) return NULL;
    WebPIDecoder *decoder =
        WebPINewRGB(MODE_RGBA, reader->pixels, row * (size_t)reader->height, (int)row);
    VP8StatusCode status = VP8_STATUS_SUSPENDED;
    for (size_t at = 0; decoder && at < reader->still.size && status == VP8_STATUS_SUSPENDED; at += step) {
        size_t end = at + step < reader->still.size ? at + step : reader->still.size;
        if (cf_is_cancelled()) break;
        status = WebPIUpdate(decoder, reader->still.bytes, end);
    }
    WebPIDelete(decoder);
    return status == VP8_STATUS_OK ? reader->pixels : NULL;
}

cf_webp_reader *cf_webp_reader_create(const uint8_t *data, size_t size) {
    WebPAnimDecoderOptions options;
    if (!WebPAnimDecoderOptionsInit(&options)) return NULL;
    options.color_mode = MODE_RGBA;
    options.use_threads = 0;
    cf_webp_reader *reader = calloc(1, sizeof *reader);
    if (!reader) return NULL;
    WebPData file = {data, size};
    WebPBitstreamFeatures features;
    if (WebPGetFeatures(data, size, &features) == VP8_STATUS_OK && !features.has_animation) {
        reader->still = file;
        reader->width = features.width;
        reader->height = features.height;
        return reader;
    }
    reader->decoder = WebPAnimDecoderNew(&file, &options);
    if (reader->decoder) return reader;
    free(reader);
    return NULL;
}

const uint8_t *cf_webp_read_frame(cf_webp_reader *reader) {
    uint8_t *pixels;
    int timestamp;
    if (!reader->decoder) return read_still(reader);
    if (cf_is_cancelled()) return NULL;
    if (!WebPAnimDecoderHasMoreFrames(reader->decoder)) return NULL;
    return WebPAnimDecoderGetNext(reader->decoder, &pixels, &timestamp) ? pixels : NULL;
}

void cf_webp_reader_destroy(cf_webp_reader *reader) {
    if (!reader) return;
    WebPAnimDecoderDelete(reader->decoder);
    free(reader->pixels);
    free(reader);
}

/// 0 ends the encoding.
static int goes_on(int percent, const WebPPicture *picture) {
    (void)percent, (void)picture;
    return !cf_is_cancelled();
}

struct cf_webp_writer {
    WebPAnimEncoder *encoder;
    WebPConfig configuration;
    int width, height;
};

cf_webp_writer *cf_webp_writer_create(int width, int height, bool lossless, float quality, int method) {
    cf_webp_writer *writer = calloc(1, sizeof *writer);
    if (!writer) return NULL;
    writer->width = width;
    writer->height = height;
    WebPAnimEncoderOptions options;
    if (WebPConfigInit(&writer->configuration) && WebPAnimEncoderOptionsInit(&options)) {
        writer->configuration.lossless = lossless;
        writer->configuration.quality = quality;
        writer->configuration.method = method;
        writer->configuration.alpha_quality = 100;
        // gif2webp's distances of key frames, as in Pillow
        options.kmin = lossless ? 9 : 3;
        options.kmax = lossless ? 17 : 5;
        writer->encoder = WebPAnimEncoderNew(width, height, &options);
    }
    if (writer->encoder) return writer;
    free(writer);
    return NULL;
}

bool cf_webp_write_frame(cf_webp_writer *writer, const uint8_t *pixels, int channels, int milliseconds) {
    WebPPicture picture;
    if (!WebPPictureInit(&picture)) return false;
    picture.width = writer->width;
    picture.height = writer->height;
    picture.use_argb = 1;
    picture.progress_hook = goes_on;
    bool is_written = (channels == 4 ? WebPPictureImportRGBA(&picture, pixels, writer->width * 4)
                                     : WebPPictureImportRGB(&picture, pixels, writer->width * 3))
                      && WebPAnimEncoderAdd(writer->encoder, &picture, milliseconds, &writer->configuration);
    WebPPictureFree(&picture);
    return is_written;
}

uint8_t *cf_webp_writer_finish(
    cf_webp_writer *writer, int milliseconds, const uint8_t *exif, size_t exif_size, size_t *length) {
    WebPData plain, whole = {NULL, 0};
    WebPDataInit(&plain);
    bool is_made = WebPAnimEncoderAdd(writer->encoder, NULL, milliseconds, NULL)
                   && WebPAnimEncoderAssemble(writer->encoder, &plain);
    if (is_made && exif_size > 0) {
        WebPMux *mux = WebPMuxCreate(&plain, 1);
        WebPData chunk = {exif, exif_size};
        is_made = mux && WebPMuxSetChunk(mux, "EXIF", &chunk, 1) == WEBP_MUX_OK
                  && WebPMuxAssemble(mux, &whole) == WEBP_MUX_OK;
        WebPMuxDelete(mux);
        WebPDataClear(&plain);
        plain = whole;
    }
    if (!is_made) WebPDataClear(&plain);
    // not free(): the memory may be of another allocator than ours
    uint8_t *bytes = is_made ? malloc(plain.size) : NULL;
    if (bytes) {
        memcpy(bytes, plain.bytes, plain.size);
        *length = plain.size;
    }
    WebPDataClear(&plain);
    return bytes;
}

void cf_webp_writer_destroy(cf_webp_writer *writer) {
    if (!writer) return;
    WebPAnimEncoderDelete(writer->encoder);
    free(writer);
}
