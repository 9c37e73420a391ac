#include "internal.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/// The container keeps the keys that it is given, whatever they are called.
static bool keep_keys(AVDictionary **options) {
    return cm_ff.av_dict_set(options, "movflags", "use_metadata_tags", 0) >= 0;
}

bool cm_check(int code, const char *what, char *message) {
    if (code < 0) cm_fail(message, what, code);
    return code >= 0;
}

cm_writer *cm_writer_create(const char *format, cm_is_cancelled is_cancelled, void *context, char *message) {
    cm_writer *writer = calloc(1, sizeof *writer);
    if (!writer) {
        cm_fail(message, "no memory", 0);
        return NULL;
    }
    writer->is_cancelled = is_cancelled;
    writer->context = context;
    int code = cm_ff.avformat_alloc_output_context2(&writer->format, NULL, format, NULL);
    if (code >= 0) code = cm_ff.avio_open_dyn_buf(&writer->format->pb);
    writer->packet = cm_ff.av_packet_alloc();
    if (code >= 0 && (!writer->packet || !keep_keys(&writer->options))) code = AVERROR(ENOMEM);
    if (cm_check(code, "files of that kind cannot be written", message)) return writer;
    cm_writer_destroy(writer);
    return NULL;
}

/// An encoder of SVT-AV1 that has not come to its end, a picture for it if it has had none, and a packet.
typedef struct {
    AVCodecContext *context;
    AVFrame *picture;
    AVPacket *packet;
    bool is_empty;
} unfinished;

static void *finish_encoder(void *pointer) {
    unfinished *encoder = pointer;
    if (encoder->is_empty && encoder->picture) {
        encoder->picture->pts = 0;
        cm_ff.avcodec_send_frame(encoder->context, encoder->picture);
    }
    while (cm_ff.avcodec_send_frame(encoder->context, NULL) == AVERROR(EAGAIN)
           && cm_ff.avcodec_receive_packet(encoder->context, encoder->packet) >= 0) {}
    while (cm_ff.avcodec_receive_packet(encoder->context, encoder->packet) >= 0) {}
    cm_ff.avcodec_free_context(&encoder->context);
    cm_ff.av_frame_free(&encoder->picture);
    cm_ff.av_packet_free(&encoder->packet);
    free(encoder);
    return NULL;
}

/// SVT-AV1 (1.4) waits for its last packet when it is closed, which may never come. So it is brought to its end first, by a
/// thread of its own that nobody waits for; where it does not get there, that thread and the encoder's stay.
static void leave_encoder(cm_writer *writer) {
    unfinished *encoder = malloc(sizeof *encoder);
    pthread_t thread;
    if (!encoder) return;
    *encoder = (unfinished){writer->video, writer->picture, writer->packet, writer->picture_count == 0};
    writer->video = NULL;
    writer->picture = NULL;
    writer->packet = NULL;
    if (pthread_create(&thread, NULL, finish_encoder, encoder) == 0) pthread_detach(thread);
}

void cm_writer_destroy(cm_writer *writer) {
    if (!writer) return;
    cm_ff.sws_freeContext(writer->scaler);
    if (writer->is_unfinished) leave_encoder(writer);
    cm_ff.av_frame_free(&writer->picture);
    cm_ff.av_packet_free(&writer->packet);
    cm_ff.avcodec_free_context(&writer->video);
    cm_ff.avcodec_free_context(&writer->audio);
    cm_ff.av_dict_free(&writer->options);
    if (writer->format) {
        if (writer->format->pb) {
            uint8_t *bytes = NULL;
            cm_ff.avio_close_dyn_buf(writer->format->pb, &bytes);
            cm_ff.av_free(bytes);
        }
        cm_ff.avformat_free_context(writer->format);
    }
    free(writer);
}

bool cm_writer_set_metadata(cm_writer *writer, const char *key, const char *value) {
    return cm_ff.av_dict_set(&writer->format->metadata, key, value, 0) >= 0;
}

static AVCodecContext *encoder(cm_writer *writer, const char *name, AVStream **stream, char *message) {
    const AVCodec *codec = cm_ff.avcodec_find_encoder_by_name(name);
    if (!codec) {
        cm_fail(message, "FFmpeg's libraries here have no such encoder", 0);
        return NULL;
    }
    AVCodecContext *context = cm_ff.avcodec_alloc_context3(codec);
    *stream = cm_ff.avformat_new_stream(writer->format, NULL);
    if (!context || !*stream) {
        cm_fail(message, "no memory", 0);
        cm_ff.avcodec_free_context(&context);
        return NULL;
    }
    if (writer->format->oformat->flags & AVFMT_GLOBALHEADER) context->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    return context;
}

bool cm_writer_add_video(
    cm_writer *writer, const char *codec, const char *pixel_format, int width, int height, int rate_numerator,
    int rate_denominator, const char *const *options, int threads, char *message) {
    AVCodecContext *context = encoder(writer, codec, &writer->video_stream, message);
    if (!context) return false;
    writer->video = context;
    context->width = width;
    context->height = height;
    context->pix_fmt = cm_ff.av_get_pix_fmt(pixel_format);
    context->framerate = (AVRational){rate_numerator, rate_denominator};
    context->time_base = (AVRational){rate_denominator, rate_numerator};
    context->thread_count = threads;
    AVDictionary *dictionary = NULL;
    for (; options[0]; options += 2) {
        if (!strcmp(options[0], "b")) {
            context->bit_rate = atoll(options[1]);
        } else {
            cm_ff.av_dict_set(&dictionary, options[0], options[1], 0);
        }
    }
    int code = cm_ff.avcodec_open2(context, context->codec, &dictionary);
    cm_ff.av_dict_free(&dictionary);
    if (!cm_check(code, "the encoder refuses such pictures", message)) return false;
    writer->is_unfinished = !strcmp(codec, "libsvtav1");
    writer->video_stream->time_base = context->time_base;
    writer->video_stream->avg_frame_rate = context->framerate;
    code = cm_ff.avcodec_parameters_from_context(writer->video_stream->codecpar, context);
    writer->picture = cm_ff.av_frame_alloc();
    if (code >= 0 && !writer->picture) code = AVERROR(ENOMEM);
    if (code >= 0) {
        writer->picture->format = context->pix_fmt;
        writer->picture->width = width;
        writer->picture->height = height;
        code = cm_ff.av_frame_get_buffer(writer->picture, 0);
    }
    return cm_check(code, "no memory for a picture", message);
}

bool cm_writer_add_audio(
    cm_writer *writer, const char *codec, int sample_rate, int channels, int64_t bit_rate, char *message) {
    AVCodecContext *context = encoder(writer, codec, &writer->audio_stream, message);
    if (!context) return false;
    writer->audio = context;
    context->sample_rate = sample_rate;
    context->sample_fmt = context->codec->sample_fmts ? context->codec->sample_fmts[0] : AV_SAMPLE_FMT_FLTP;
    context->time_base = (AVRational){1, sample_rate};
    context->thread_count = 1;
    cm_ff.av_channel_layout_default(&context->ch_layout, channels);
    if (bit_rate > 0) context->bit_rate = bit_rate;
    // the quality stays 0, the best
    if (bit_rate < 0) context->flags |= AV_CODEC_FLAG_QSCALE;
    if (!cm_check(
            cm_ff.avcodec_open2(context, context->codec, NULL),
            "the encoder refuses sound of this rate or so many channels", message)) {
        return false;
    }
    writer->audio_stream->time_base = context->time_base;
    return cm_check(
        cm_ff.avcodec_parameters_from_context(writer->audio_stream->codecpar, context), "no memory", message);
}

bool cm_writer_begin(cm_writer *writer, char *message) {
    return cm_check(cm_ff.avformat_write_header(writer->format, &writer->options), "the file cannot be begun", message);
}

/// A frame, or the end (NULL), to the encoder, and what comes out to the file.
static bool encode(
    cm_writer *writer, AVCodecContext *context, AVStream *stream, const AVFrame *frame, char *message) {
    if (writer->is_cancelled(writer->context)) {
        cm_fail(message, "cancelled", 0);
        return false;
    }
    int code = cm_ff.avcodec_send_frame(context, frame);
    while (code >= 0) {
        code = cm_ff.avcodec_receive_packet(context, writer->packet);
        if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return true;
        if (code < 0) break;
        cm_ff.av_packet_rescale_ts(writer->packet, context->time_base, stream->time_base);
        writer->packet->stream_index = stream->index;
        code = cm_ff.av_interleaved_write_frame(writer->format, writer->packet);
        if (code >= 0 && writer->is_cancelled(writer->context)) code = AVERROR_EXIT;
    }
    return cm_check(code, "it cannot be encoded", message);
}

bool cm_writer_video(cm_writer *writer, const uint8_t *pixels, char *message) {
    if (!pixels) {
        bool is_over = encode(writer, writer->video, writer->video_stream, NULL, message);
        if (is_over) writer->is_unfinished = false;
        return is_over;
    }
    AVFrame *picture = writer->picture;
    if (!cm_check(cm_ff.av_frame_make_writable(picture), "no memory for a picture", message)) return false;
    writer->scaler = cm_ff.sws_getCachedContext(
        writer->scaler, picture->width, picture->height, AV_PIX_FMT_RGB24, picture->width, picture->height,
        picture->format, SWS_BILINEAR, NULL, NULL, NULL);
    const uint8_t *planes[4] = {pixels};
    int steps[4] = {picture->width * 3};
    if (!writer->scaler
        || cm_ff.sws_scale(writer->scaler, planes, steps, 0, picture->height, picture->data, picture->linesize)
               != picture->height) {
        cm_fail(message, "the colours of a picture cannot be converted", 0);
        return false;
    }
    picture->pts = writer->picture_count++;
    return encode(writer, writer->video, writer->video_stream, picture, message);
}

bool cm_writer_audio(cm_writer *writer, const float *samples, int64_t count, char *message) {
    AVCodecContext *context = writer->audio;
    SwrContext *converter = NULL;
    int code = cm_ff.swr_alloc_set_opts2(
        &converter, &context->ch_layout, context->sample_fmt, context->sample_rate, &context->ch_layout,
        AV_SAMPLE_FMT_FLTP, context->sample_rate, 0, NULL);
    if (code >= 0) code = cm_ff.swr_init(converter);
    bool is_good = cm_check(code, "the sound cannot be converted", message);
    int channels = context->ch_layout.nb_channels, step = context->frame_size > 0 ? context->frame_size : 1024;
    for (int64_t at = 0; is_good && at < count; at += step) {
        AVFrame *frame = cm_ff.av_frame_alloc();
        code = frame ? 0 : AVERROR(ENOMEM);
        if (frame) {
            frame->nb_samples = count - at < step ? (int)(count - at) : step;
            frame->format = context->sample_fmt;
            frame->sample_rate = context->sample_rate;
            frame->pts = at;
            code = cm_ff.av_channel_layout_copy(&frame->ch_layout, &context->ch_layout);
            if (code >= 0) code = cm_ff.av_frame_get_buffer(frame, 0);
        }
        if (code >= 0) {
            const uint8_t *planes[64];
            for (int i = 0; i < channels; i++) planes[i] = (const uint8_t *)(samples + i * count + at);
            code = cm_ff.swr_convert(converter, frame->extended_data, frame->nb_samples, planes, frame->nb_samples);
        }
        is_good = cm_check(code, "the sound cannot be converted", message)
                  && encode(writer, context, writer->audio_stream, frame, message);
        cm_ff.av_frame_free(&frame);
    }
    cm_ff.swr_free(&converter);
    return is_good && encode(writer, context, writer->audio_stream, NULL, message);
}

bool cm_writer_finish(cm_writer *writer, uint8_t **bytes, size_t *size, char *message) {
    if (!cm_check(cm_ff.av_write_trailer(writer->format), "the file cannot be finished", message)) return false;
    int count = cm_ff.avio_close_dyn_buf(writer->format->pb, bytes);
    writer->format->pb = NULL;
    if (count < 0 || !*bytes) {
        cm_fail(message, "the file does not fit into memory", 0);
        return false;
    }
    *size = (size_t)count;
    return true;
}
