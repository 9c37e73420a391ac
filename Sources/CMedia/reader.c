#include "internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct cm_reader {
    cm_input input;
    AVFormatContext *format;
    AVCodecContext *codec;
    /// Of the kind that is decoded.
    AVStream *stream;
    AVStream *video, *audio;
    cm_kind kind;
    AVPacket *packet;
    AVFrame *frame;
    bool is_flushing;
    struct SwsContext *scaler;
    uint8_t *pixels;
    size_t pixels_size;
    SwrContext *resampler;
    int sample_format, channels, rate;
    float *samples;
    size_t samples_size;
};

static bool open_codec(cm_reader *reader, int64_t maximum_pixels, char *message) {
    const AVCodecParameters *parameters = reader->stream->codecpar;
    const AVCodec *decoder = cm_ff.avcodec_find_decoder(parameters->codec_id);
    if (!decoder) {
        cm_fail(message, "there is no decoder for it here", 0);
        return false;
    }
    reader->codec = cm_ff.avcodec_alloc_context3(decoder);
    if (!reader->codec) {
        cm_fail(message, "no memory", 0);
        return false;
    }
    int code = cm_ff.avcodec_parameters_to_context(reader->codec, parameters);
    reader->codec->max_pixels = maximum_pixels;
    reader->codec->thread_count = 1;
    reader->codec->pkt_timebase = reader->stream->time_base;
    if (code >= 0) code = cm_ff.avcodec_open2(reader->codec, decoder, NULL);
    if (code < 0) cm_fail(message, "its decoder cannot be opened", code);
    return code >= 0;
}

cm_reader *cm_reader_open(
    const uint8_t *bytes, size_t size, cm_kind kind, int64_t maximum_pixels, cm_is_cancelled is_cancelled,
    void *context, char *message) {
    cm_reader *reader = calloc(1, sizeof *reader);
    if (!reader) {
        cm_fail(message, "no memory", 0);
        return NULL;
    }
    reader->input = (cm_input){bytes, size, 0, is_cancelled, context, NULL};
    reader->kind = kind;
    reader->format = cm_input_open(&reader->input, message);
    if (!reader->format) {
        free(reader);
        return NULL;
    }
    for (unsigned i = 0; i < reader->format->nb_streams; i++) {
        AVStream *stream = reader->format->streams[i];
        stream->discard = AVDISCARD_ALL;
        enum AVMediaType type = stream->codecpar->codec_type;
        if (type == AVMEDIA_TYPE_VIDEO && !reader->video) reader->video = stream;
        if (type == AVMEDIA_TYPE_AUDIO && !reader->audio) reader->audio = stream;
    }
    reader->stream = kind == CM_VIDEO ? reader->video : reader->audio;
    if (!reader->stream) return reader;
    reader->stream->discard = AVDISCARD_DEFAULT;
    reader->packet = cm_ff.av_packet_alloc();
    reader->frame = cm_ff.av_frame_alloc();
    if (reader->packet && reader->frame && open_codec(reader, maximum_pixels, message)) return reader;
    cm_reader_destroy(reader);
    return NULL;
}

void cm_reader_destroy(cm_reader *reader) {
    if (!reader) return;
    cm_ff.sws_freeContext(reader->scaler);
    cm_ff.swr_free(&reader->resampler);
    cm_ff.av_frame_free(&reader->frame);
    cm_ff.av_packet_free(&reader->packet);
    cm_ff.avcodec_free_context(&reader->codec);
    cm_input_close(&reader->input, &reader->format);
    free(reader->pixels);
    free(reader->samples);
    free(reader);
}

cm_info cm_reader_info(const cm_reader *reader) {
    cm_info info = {.rate_denominator = 1, .format = "", .video_codec = ""};
    if (reader->format->iformat) info.format = reader->format->iformat->name;
    if (reader->video) {
        info.has_video = true;
        info.width = reader->video->codecpar->width;
        info.height = reader->video->codecpar->height;
        AVRational rate = reader->video->avg_frame_rate;
        if (rate.num > 0 && rate.den > 0) {
            info.rate_numerator = rate.num;
            info.rate_denominator = rate.den;
        }
        info.video_codec = cm_ff.avcodec_get_name(reader->video->codecpar->codec_id);
    }
    if (reader->audio) {
        info.has_audio = true;
        info.sample_rate = reader->audio->codecpar->sample_rate;
        info.channels = reader->audio->codecpar->ch_layout.nb_channels;
    }
    return info;
}

/// Room for so many bytes; what was there is lost.
static bool grow(void **memory, size_t *size, size_t wanted) {
    if (*size >= wanted) return true;
    free(*memory);
    *memory = malloc(wanted);
    *size = *memory ? wanted : 0;
    return *memory != NULL;
}

static bool convert_picture(cm_reader *reader, cm_frame *result, char *message) {
    const AVFrame *frame = reader->frame;
    if (frame->width <= 0 || frame->height <= 0) {
        cm_fail(message, "a frame has no size", 0);
        return false;
    }
    // the scaler may write some pixels more than a row has
    size_t row = (size_t)frame->width * 3;
    if (!grow((void **)&reader->pixels, &reader->pixels_size, row * (size_t)frame->height + 64)) {
        cm_fail(message, "no memory", 0);
        return false;
    }
    reader->scaler = cm_ff.sws_getCachedContext(
        reader->scaler, frame->width, frame->height, frame->format, frame->width, frame->height, AV_PIX_FMT_RGB24,
        SWS_BILINEAR, NULL, NULL, NULL);
    uint8_t *planes[4] = {reader->pixels};
    int steps[4] = {(int)row};
    if (!reader->scaler
        || cm_ff.sws_scale(
               reader->scaler, (const uint8_t *const *)frame->data, frame->linesize, 0, frame->height, planes, steps)
               != frame->height) {
        cm_fail(message, "a frame's colours cannot be converted", 0);
        return false;
    }
    *result = (cm_frame){.pixels = reader->pixels, .width = frame->width, .height = frame->height};
    return true;
}

static bool convert_sound(cm_reader *reader, cm_frame *result, char *message) {
    const AVFrame *frame = reader->frame;
    int channels = frame->ch_layout.nb_channels, count = frame->nb_samples;
    if (channels <= 0 || channels > 64 || count <= 0) {
        cm_fail(message, "a frame of sound has no size", 0);
        return false;
    }
    if (reader->resampler && (frame->format != reader->sample_format || channels != reader->channels)) {
        cm_fail(message, "the sound changes its kind on the way", 0);
        return false;
    }
    int code = 0;
    if (!reader->resampler) {
        AVChannelLayout layout = {0};
        if (frame->ch_layout.order == AV_CHANNEL_ORDER_UNSPEC) {
            cm_ff.av_channel_layout_default(&layout, channels);
        } else {
            code = cm_ff.av_channel_layout_copy(&layout, &frame->ch_layout);
        }
        if (code >= 0) {
            code = cm_ff.swr_alloc_set_opts2(
                &reader->resampler, &layout, AV_SAMPLE_FMT_FLTP, frame->sample_rate, &layout, frame->format,
                frame->sample_rate, 0, NULL);
        }
        if (code >= 0) code = cm_ff.swr_init(reader->resampler);
        cm_ff.av_channel_layout_uninit(&layout);
        reader->sample_format = frame->format;
        reader->channels = channels;
    }
    if (code >= 0
        && !grow((void **)&reader->samples, &reader->samples_size, sizeof(float) * (size_t)channels * (size_t)count)) {
        code = AVERROR(ENOMEM);
    }
    if (code >= 0) {
        uint8_t *planes[64];
        for (int i = 0; i < channels; i++) planes[i] = (uint8_t *)(reader->samples + (size_t)i * (size_t)count);
        code = cm_ff.swr_convert(
            reader->resampler, planes, count, (const uint8_t **)frame->extended_data, count);
        if (code >= 0 && code != count) code = AVERROR_BUG;
    }
    if (code < 0) {
        cm_fail(message, "the sound cannot be converted", code);
        return false;
    }
    *result = (cm_frame){.samples = reader->samples, .channels = channels, .count = count};
    return true;
}

int cm_reader_next(cm_reader *reader, cm_frame *frame, char *message) {
    if (!reader->stream) return 0;
    while (true) {
        if (reader->input.is_cancelled(reader->input.context)) {
            cm_fail(message, "cancelled", 0);
            return -1;
        }
        int code = cm_ff.avcodec_receive_frame(reader->codec, reader->frame);
        if (code >= 0) {
            bool is_good = reader->kind == CM_VIDEO ? convert_picture(reader, frame, message)
                                                    : convert_sound(reader, frame, message);
            cm_ff.av_frame_unref(reader->frame);
            return is_good ? 1 : -1;
        }
        if (code == AVERROR_EOF) return 0;
        if (code != AVERROR(EAGAIN) || reader->is_flushing) {
            cm_fail(message, "it cannot be decoded", code);
            return -1;
        }
        code = cm_ff.av_read_frame(reader->format, reader->packet);
        if (code == AVERROR_EOF) {
            reader->is_flushing = true;
            code = cm_ff.avcodec_send_packet(reader->codec, NULL);
        } else if (code >= 0) {
            if (reader->packet->stream_index == reader->stream->index) {
                code = cm_ff.avcodec_send_packet(reader->codec, reader->packet);
            }
            cm_ff.av_packet_unref(reader->packet);
        }
        if (code < 0) {
            cm_fail(message, "it cannot be decoded", code);
            return -1;
        }
    }
}
