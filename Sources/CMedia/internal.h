// FFmpeg's functions as they were found, and what reading and writing share.
#pragma once

#include "CMedia.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>

/// X(library, name): every function that is called.
#define CM_FUNCTIONS(X) \
    X(avutil, avutil_version) X(avutil, av_log_set_level) X(avutil, av_malloc) X(avutil, av_free) \
    X(avutil, av_strerror) X(avutil, av_frame_alloc) X(avutil, av_frame_free) X(avutil, av_frame_unref) \
    X(avutil, av_frame_get_buffer) X(avutil, av_frame_make_writable) X(avutil, av_dict_set) \
    X(avutil, av_dict_get) X(avutil, av_dict_free) X(avutil, av_channel_layout_default) \
    X(avutil, av_channel_layout_copy) X(avutil, av_channel_layout_uninit) X(avutil, av_get_pix_fmt) \
    X(avcodec, avcodec_version) X(avcodec, avcodec_find_decoder) X(avcodec, avcodec_find_encoder_by_name) \
    X(avcodec, avcodec_get_name) X(avcodec, avcodec_alloc_context3) X(avcodec, avcodec_free_context) \
    X(avcodec, avcodec_parameters_to_context) X(avcodec, avcodec_parameters_from_context) \
    X(avcodec, avcodec_parameters_copy) X(avcodec, avcodec_open2) X(avcodec, avcodec_send_packet) \
    X(avcodec, avcodec_receive_frame) X(avcodec, avcodec_send_frame) X(avcodec, avcodec_receive_packet) \
    X(avcodec, av_packet_alloc) X(avcodec, av_packet_free) X(avcodec, av_packet_unref) \
    X(avcodec, av_packet_clone) \
    X(avcodec, av_packet_rescale_ts) \
    X(avformat, avformat_version) X(avformat, avformat_alloc_context) X(avformat, avformat_free_context) \
    X(avformat, avformat_open_input) X(avformat, avformat_close_input) X(avformat, avformat_find_stream_info) \
    X(avformat, av_read_frame) X(avformat, av_guess_frame_rate) X(avformat, avio_alloc_context) \
    X(avformat, avio_context_free) X(avformat, avio_open_dyn_buf) X(avformat, avio_close_dyn_buf) \
    X(avformat, avformat_alloc_output_context2) X(avformat, avformat_new_stream) \
    X(avformat, avformat_write_header) X(avformat, av_interleaved_write_frame) X(avformat, av_write_trailer) \
    X(swresample, swresample_version) X(swresample, swr_alloc_set_opts2) X(swresample, swr_init) \
    X(swresample, swr_convert) X(swresample, swr_free) \
    X(swscale, swscale_version) X(swscale, sws_getCachedContext) X(swscale, sws_scale) X(swscale, sws_freeContext)

typedef struct {
#define X(library, name) __typeof__(&name) name;
    CM_FUNCTIONS(X)
#undef X
} cm_functions;

extern cm_functions cm_ff;

/// Writes what failed and FFmpeg's word for the code.
void cm_fail(char *message, const char *what, int code);

/// The same if `code` is a failure; false then.
bool cm_check(int code, const char *what, char *message);

// MARK: Input in memory

typedef struct {
    const uint8_t *bytes;
    size_t size, place;
    cm_is_cancelled is_cancelled;
    void *context;
    AVIOContext *io;
} cm_input;

/// A demuxer over the bytes; NULL on failure. `input` must outlive it.
AVFormatContext *cm_input_open(cm_input *input, char *message);
void cm_input_close(cm_input *input, AVFormatContext **format);

// MARK: Output

struct cm_writer {
    AVFormatContext *format;
    AVDictionary *options;
    AVCodecContext *video, *audio;
    AVStream *video_stream, *audio_stream;
    AVPacket *packet;
    AVFrame *picture;
    struct SwsContext *scaler;
    int64_t picture_count;
    /// It is SVT-AV1's and has not come to its end.
    bool is_unfinished;
    cm_is_cancelled is_cancelled;
    void *context;
};
