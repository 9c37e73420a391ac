// Sound and films through FFmpeg's libraries, which are found when they are first needed: nothing links them.
// The layouts of their structures are the compiler's, from the headers of the same majors.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Bytes of the text that a failure writes, its NUL counted.
#define CM_MESSAGE_SIZE 256

/// Why sound and films are not there: text to show, which names the packages; NULL where they are. Loads the libraries
/// on the first call. From any thread.
const char *cm_missing(void);

/// Asked often during all work; true ends it with a failure.
typedef bool (*cm_is_cancelled)(void *context);

// MARK: Reading

typedef struct cm_reader cm_reader;

typedef enum { CM_VIDEO = 0, CM_AUDIO = 1 } cm_kind;

typedef struct {
    bool has_video, has_audio;
    int width, height;
    /// Frames a second; 0/1 where the file does not tell.
    int rate_numerator, rate_denominator;
    int sample_rate, channels;
    /// FFmpeg's names, "" where there is none. They live as long as the reader.
    const char *format, *video_codec;
} cm_info;

/// Reads a file in memory, which must stay as it is until the reader is destroyed. No other file is opened whatever the
/// contents say. Only the first stream of the kind is decoded.
/// maximum_pixels: of a frame. message: CM_MESSAGE_SIZE bytes, written on failure.
cm_reader *cm_reader_open(
    const uint8_t *bytes, size_t size, cm_kind kind, int64_t maximum_pixels, cm_is_cancelled is_cancelled,
    void *context, char *message);
void cm_reader_destroy(cm_reader *reader);
cm_info cm_reader_info(const cm_reader *reader);

typedef struct {
    /// Of a video frame: rows of RGB, 8 bits each, without gaps.
    const uint8_t *pixels;
    int width, height;
    /// Of sound: samples of one channel after those of another.
    const float *samples;
    int channels, count;
} cm_frame;

/// The next frame, which lives until the next call. 1: there is one; 0: there are no more; -1: failure.
int cm_reader_next(cm_reader *reader, cm_frame *frame, char *message);

// MARK: Writing

typedef struct cm_writer cm_writer;

/// A file of that format (FFmpeg's short name of a muxer) that grows in memory.
cm_writer *cm_writer_create(const char *format, cm_is_cancelled is_cancelled, void *context, char *message);
void cm_writer_destroy(cm_writer *writer);
/// Before `cm_writer_begin`. False: no memory.
bool cm_writer_set_metadata(cm_writer *writer, const char *key, const char *value);
/// options: pairs of names and values, a NULL behind them.
bool cm_writer_add_video(
    cm_writer *writer, const char *codec, const char *pixel_format, int width, int height, int rate_numerator,
    int rate_denominator, const char *const *options, int threads, char *message);
/// bit_rate: 0 for the codec's own; -1 for the best variable one.
bool cm_writer_add_audio(
    cm_writer *writer, const char *codec, int sample_rate, int channels, int64_t bit_rate, char *message);
bool cm_writer_begin(cm_writer *writer, char *message);
/// pixels: rows of RGB of the size given; NULL when there are no more.
bool cm_writer_video(cm_writer *writer, const uint8_t *pixels, char *message);
/// samples: one channel after another, `count` each; all at once.
bool cm_writer_audio(cm_writer *writer, const float *samples, int64_t count, char *message);
/// The file, which the caller frees with `cm_bytes_free`.
bool cm_writer_finish(cm_writer *writer, uint8_t **bytes, size_t *size, char *message);
void cm_bytes_free(uint8_t *bytes);

/// The packets of a file in another container, with its metadata below the given one.
/// metadata: pairs of keys and values, a NULL behind them.
bool cm_remux(
    const uint8_t *bytes, size_t size, const char *format, const char *const *metadata, cm_is_cancelled is_cancelled,
    void *context, uint8_t **result, size_t *result_size, char *message);
