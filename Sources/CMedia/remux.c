#include "internal.h"

#include <errno.h>
#include <stdlib.h>

/// The streams of `input` that a container takes over; -1 in `targets` for others.
static int copy_streams(AVFormatContext *input, AVFormatContext *output, int *targets) {
    for (unsigned i = 0; i < input->nb_streams; i++) {
        const AVCodecParameters *parameters = input->streams[i]->codecpar;
        targets[i] = -1;
        if (parameters->codec_type != AVMEDIA_TYPE_VIDEO && parameters->codec_type != AVMEDIA_TYPE_AUDIO
            && parameters->codec_type != AVMEDIA_TYPE_SUBTITLE) {
            continue;
        }
        AVStream *stream = cm_ff.avformat_new_stream(output, NULL);
        if (!stream) return AVERROR(ENOMEM);
        int code = cm_ff.avcodec_parameters_copy(stream->codecpar, parameters);
        if (code < 0) return code;
        // the tag belongs to the other container
        stream->codecpar->codec_tag = 0;
        stream->time_base = input->streams[i]->time_base;
        stream->avg_frame_rate = input->streams[i]->avg_frame_rate;
        targets[i] = stream->index;
    }
    return 0;
}

/// Packets of a stream that came without a time of decoding, as the first of Matroska do: how far they lie before the
/// first that has one is known from their duration.
typedef struct {
    AVPacket *packets[32];
    int count;
} cm_waiting;

static int write_packet(cm_writer *writer, AVPacket *packet, const AVStream *from, int to) {
    cm_ff.av_packet_rescale_ts(packet, from->time_base, writer->format->streams[to]->time_base);
    packet->stream_index = to;
    packet->pos = -1;
    return cm_ff.av_interleaved_write_frame(writer->format, packet);
}

static int64_t duration(const AVPacket *packet, const AVStream *stream) {
    if (packet->duration > 0) return packet->duration;
    AVRational rate = stream->avg_frame_rate, base = stream->time_base;
    if (rate.num <= 0 || rate.den <= 0 || base.num <= 0) return 1;
    int64_t ticks = (int64_t)base.den * rate.den / ((int64_t)base.num * rate.num);
    return ticks > 0 ? ticks : 1;
}

static int write_waiting(cm_writer *writer, cm_waiting *waiting, int64_t first, const AVStream *from, int to) {
    int code = 0;
    for (int i = waiting->count - 1; i >= 0; i--) {
        first -= duration(waiting->packets[i], from);
        waiting->packets[i]->dts = first;
    }
    for (int i = 0; i < waiting->count; i++) {
        if (code >= 0) code = write_packet(writer, waiting->packets[i], from, to);
        cm_ff.av_packet_free(&waiting->packets[i]);
    }
    waiting->count = 0;
    return code;
}

static int copy_packet(cm_writer *writer, cm_waiting *waiting, const AVStream *from, int to) {
    AVPacket *packet = writer->packet;
    if (packet->dts != AV_NOPTS_VALUE) {
        int code = write_waiting(writer, waiting, packet->dts, from, to);
        return code < 0 ? code : write_packet(writer, packet, from, to);
    }
    if (waiting->count == 32) return AVERROR_INVALIDDATA;
    AVPacket *copy = cm_ff.av_packet_clone(packet);
    if (!copy) return AVERROR(ENOMEM);
    waiting->packets[waiting->count++] = copy;
    return 0;
}

static int copy_packets(AVFormatContext *input, cm_writer *writer, const int *targets) {
    cm_waiting *waiting = calloc(64, sizeof *waiting);
    if (!waiting) return AVERROR(ENOMEM);
    int code;
    while ((code = cm_ff.av_read_frame(input, writer->packet)) >= 0) {
        int from = writer->packet->stream_index;
        // streams that appear on the way are left out
        bool is_known = from < 64 && targets[from] >= 0;
        if (writer->is_cancelled(writer->context)) code = AVERROR_EXIT;
        if (code >= 0 && is_known) {
            code = copy_packet(writer, &waiting[from], input->streams[from], targets[from]);
        }
        cm_ff.av_packet_unref(writer->packet);
        if (code < 0) break;
    }
    if (code == AVERROR_EOF) code = 0;
    for (int i = 0; i < 64; i++) {
        if (waiting[i].count > 0 && code >= 0) code = AVERROR_INVALIDDATA;
        while (waiting[i].count > 0) cm_ff.av_packet_free(&waiting[i].packets[--waiting[i].count]);
    }
    free(waiting);
    return code;
}

bool cm_remux(
    const uint8_t *bytes, size_t size, const char *format, const char *const *metadata, cm_is_cancelled is_cancelled,
    void *context, uint8_t **result, size_t *result_size, char *message) {
    cm_input input = {bytes, size, 0, is_cancelled, context, NULL};
    AVFormatContext *source = cm_input_open(&input, message);
    if (!source) return false;
    bool is_good = false;
    cm_writer *writer = cm_writer_create(format, is_cancelled, context, message);
    if (writer) {
        const AVDictionaryEntry *entry = NULL;
        while ((entry = cm_ff.av_dict_get(source->metadata, "", entry, AV_DICT_IGNORE_SUFFIX))) {
            cm_writer_set_metadata(writer, entry->key, entry->value);
        }
        for (; metadata[0]; metadata += 2) cm_writer_set_metadata(writer, metadata[0], metadata[1]);
        int targets[64];
        for (int i = 0; i < 64; i++) targets[i] = -1;
        is_good = source->nb_streams <= 64
                  && cm_check(copy_streams(source, writer->format, targets), "its streams cannot be copied", message)
                  && cm_writer_begin(writer, message)
                  && cm_check(copy_packets(source, writer, targets), "its packets cannot be copied", message)
                  && cm_writer_finish(writer, result, result_size, message);
    }
    cm_writer_destroy(writer);
    cm_input_close(&input, &source);
    return is_good;
}
