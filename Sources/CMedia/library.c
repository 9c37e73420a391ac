#include "internal.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

cm_functions cm_ff;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *missing;

#define STRING_(x) #x
#define STRING(x) STRING_(x)
#define FILE_NAME(library, major) "lib" #library ".so." STRING(major)

#define NAMES                                                                                          \
    FILE_NAME(avformat, LIBAVFORMAT_VERSION_MAJOR)                                                     \
    ", " FILE_NAME(avcodec, LIBAVCODEC_VERSION_MAJOR) ", " FILE_NAME(avutil, LIBAVUTIL_VERSION_MAJOR)  \
    ", " FILE_NAME(swresample, LIBSWRESAMPLE_VERSION_MAJOR) " and " FILE_NAME(swscale, LIBSWSCALE_VERSION_MAJOR)

static const char *const absent =
    "sound and films are read and written by FFmpeg's libraries (" NAMES
    "), which are not on this machine. On Debian 12: apt-get install libavformat" STRING(LIBAVFORMAT_VERSION_MAJOR)
    " libavcodec" STRING(LIBAVCODEC_VERSION_MAJOR) " libavutil" STRING(LIBAVUTIL_VERSION_MAJOR)
    " libswresample" STRING(LIBSWRESAMPLE_VERSION_MAJOR) " libswscale" STRING(LIBSWSCALE_VERSION_MAJOR);

static const char *const unknown =
    "FFmpeg's libraries on this machine (" NAMES ") are older than those that this library knows";

/// Finds all functions, or says why not.
static const char *find(void) {
    // whoever has FFmpeg already decides what it logs
    bool is_first = !dlopen(FILE_NAME(avutil, LIBAVUTIL_VERSION_MAJOR), RTLD_LAZY | RTLD_NOLOAD);
    void *avutil = dlopen(FILE_NAME(avutil, LIBAVUTIL_VERSION_MAJOR), RTLD_LAZY | RTLD_LOCAL);
    void *avcodec = dlopen(FILE_NAME(avcodec, LIBAVCODEC_VERSION_MAJOR), RTLD_LAZY | RTLD_LOCAL);
    void *avformat = dlopen(FILE_NAME(avformat, LIBAVFORMAT_VERSION_MAJOR), RTLD_LAZY | RTLD_LOCAL);
    void *swresample = dlopen(FILE_NAME(swresample, LIBSWRESAMPLE_VERSION_MAJOR), RTLD_LAZY | RTLD_LOCAL);
    void *swscale = dlopen(FILE_NAME(swscale, LIBSWSCALE_VERSION_MAJOR), RTLD_LAZY | RTLD_LOCAL);
    if (!avutil || !avcodec || !avformat || !swresample || !swscale) return absent;
#define X(library, name) \
    if (!(cm_ff.name = (__typeof__(&name))dlsym(library, #name))) return unknown;
    CM_FUNCTIONS(X)
#undef X
    // within a major, structures only grow at their ends
    if (cm_ff.avutil_version() < LIBAVUTIL_VERSION_INT || cm_ff.avcodec_version() < LIBAVCODEC_VERSION_INT
        || cm_ff.avformat_version() < LIBAVFORMAT_VERSION_INT) {
        return unknown;
    }
    if (is_first) cm_ff.av_log_set_level(AV_LOG_QUIET);
    return NULL;
}

static void load(void) { missing = find(); }

const char *cm_missing(void) {
    pthread_once(&once, load);
    return missing;
}

void cm_fail(char *message, const char *what, int code) {
    char reason[128] = "";
    if (code == AVERROR_EXIT) {
        strcpy(reason, "cancelled");
    } else if (code != 0) {
        cm_ff.av_strerror(code, reason, sizeof reason);
    }
    snprintf(message, CM_MESSAGE_SIZE, reason[0] ? "%s: %s" : "%s%s", what, reason);
}

void cm_bytes_free(uint8_t *bytes) { cm_ff.av_free(bytes); }

// MARK: Input in memory

static int input_read(void *opaque, uint8_t *target, int size) {
    cm_input *input = opaque;
    if (input->is_cancelled(input->context)) return AVERROR_EXIT;
    size_t rest = input->size - input->place;
    if (rest == 0) return AVERROR_EOF;
    size_t count = (size_t)size < rest ? (size_t)size : rest;
    memcpy(target, input->bytes + input->place, count);
    input->place += count;
    return (int)count;
}

static int64_t input_seek(void *opaque, int64_t offset, int whence) {
    cm_input *input = opaque;
    int64_t start;
    switch (whence & ~AVSEEK_FORCE) {
    case AVSEEK_SIZE: return (int64_t)input->size;
    case SEEK_SET: start = 0; break;
    case SEEK_CUR: start = (int64_t)input->place; break;
    case SEEK_END: start = (int64_t)input->size; break;
    default: return AVERROR(EINVAL);
    }
    int64_t place;
    if (__builtin_add_overflow(start, offset, &place) || place < 0 || place > (int64_t)input->size) {
        return AVERROR(EINVAL);
    }
    input->place = (size_t)place;
    return place;
}

/// No file that another one names is opened.
static int refuse(AVFormatContext *format, AVIOContext **io, const char *url, int flags, AVDictionary **options) {
    (void)format, (void)url, (void)flags, (void)options;
    *io = NULL;
    return AVERROR(EPERM);
}

static int interrupted(void *opaque) {
    cm_input *input = opaque;
    return input->is_cancelled(input->context);
}

/// What is one file: no playlists, no devices, nothing that names others.
static const char *const formats =
    "aac,ac3,aiff,amr,ape,asf,au,avi,caf,dv,eac3,flac,flv,gif,h264,hevc,ivf,m4v,matroska,mov,mp3,mpeg,mpegts,"
    "mpegvideo,nut,obu,ogg,rm,swf,tta,voc,w64,wav,webm,wv";

AVFormatContext *cm_input_open(cm_input *input, char *message) {
    AVFormatContext *format = cm_ff.avformat_alloc_context();
    const int size = 1 << 16;
    uint8_t *buffer = cm_ff.av_malloc(size);
    input->io = buffer ? cm_ff.avio_alloc_context(buffer, size, 0, input, input_read, NULL, input_seek) : NULL;
    if (!format || !input->io) {
        cm_ff.av_free(buffer);
        cm_ff.avformat_free_context(format);
        cm_fail(message, "no memory", 0);
        return NULL;
    }
    format->pb = input->io;
    format->flags |= AVFMT_FLAG_CUSTOM_IO;
    format->io_open = refuse;
    format->interrupt_callback = (AVIOInterruptCB){interrupted, input};
    format->max_streams = 64;
    AVDictionary *options = NULL;
    cm_ff.av_dict_set(&options, "format_whitelist", formats, 0);
    cm_ff.av_dict_set(&options, "protocol_whitelist", "none", 0);
    int code = cm_ff.avformat_open_input(&format, NULL, NULL, &options);
    cm_ff.av_dict_free(&options);
    if (code >= 0) code = cm_ff.avformat_find_stream_info(format, NULL);
    if (code >= 0) return format;
    cm_fail(message, "this is no sound or film that can be read", code);
    cm_input_close(input, &format);
    return NULL;
}

void cm_input_close(cm_input *input, AVFormatContext **format) {
    if (*format) cm_ff.avformat_close_input(format);
    if (input->io) {
        cm_ff.av_free(input->io->buffer);
        input->io->buffer = NULL;
        cm_ff.avio_context_free(&input->io);
    }
}
