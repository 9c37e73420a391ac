internal import Formats
internal import Glibc
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// The node classes of this folder: arithmetic with sound.
enum AudioNodes {
    static let all: [any Node] = [empty, trim, split, join, concatenate, merge, volume]

    private static let empty = FunctionNode(
        .v3(
            "EmptyAudio", displayName: "Empty Audio", category: "audio",
            inputs: [
                InputSchema(
                    "duration", .named("FLOAT"),
                    ["default": 60.0, "max": .int(18446744073709551615), "min": 0.0, "step": 0.01]),
                .int("sample_rate", default: 44100, min: 1, max: 192000), .int("channels", default: 2, min: 1, max: 2),
            ],
            outputs: [OutputSchema("AUDIO")], aliases: ["blank audio"], "Silence.")
    ) { inputs in
        let rate = try inputs.int("sample_rate")
        let shape = [1, try inputs.int("channels"), try frames(try inputs.float("duration"), rate)]
        return [Audio(Tensor(zeros: try Allocation.checked(shape, "an audio")), rate: rate).value]
    }

    private static let trim = FunctionNode(
        .v3(
            "TrimAudioDuration", displayName: "Trim Audio Duration", category: "audio",
            inputs: [
                .socket("audio", "AUDIO"),
                InputSchema(
                    "start_index", .named("FLOAT"),
                    [
                        "default": 0.0, "max": .int(18446744073709551615), "min": .int(-18446744073709551615),
                        "step": 0.01,
                    ]), InputSchema("duration", .named("FLOAT"), ["default": 60.0, "min": 0.0, "step": 0.01]),
            ],
            outputs: [OutputSchema("AUDIO")], aliases: ["cut audio", "audio clip", "shorten audio"],
            "A part of a sound; a negative start counts from its end.")
    ) {
        inputs in
        var audio = try inputs.audio("audio")
        let start = try inputs.float("start_index")
        let offset = try frames(start, audio.rate)
        let first = max(0, min(start < 0 ? audio.count &+ offset : offset, audio.count - 1))
        let (sum, overflow) = first.addingReportingOverflow(try frames(try inputs.float("duration"), audio.rate))
        let last = max(0, min(overflow ? .max : sum, audio.count))
        guard first < last else {
            throw NodeError(
                "ValueError", "AudioTrim: Start time must be less than end time and be within the audio length.")
        }
        audio.waveform = Layout.part(audio.waveform, axis: 2, first..<last)
        return [audio.value]
    }

    /// Seconds as samples, rounded as Python rounds them.
    private static func frames(_ seconds: Double, _ rate: Int) throws -> Int {
        try Rounding.integer(seconds * Double(rate))
    }

    private static let split = FunctionNode(
        .v3(
            "SplitAudioChannels", displayName: "Split Audio Channels", category: "audio",
            inputs: [.socket("audio", "AUDIO")],
            outputs: [OutputSchema("AUDIO", name: "left"), OutputSchema("AUDIO", name: "right")],
            aliases: ["stereo to mono"], "The two channels of a sound.")
    ) { inputs in
        let audio = try inputs.audio("audio")
        guard audio.channels == 2 else {
            throw NodeError("ValueError", "AudioSplit: the sound has \(audio.channels) channels, not two.")
        }
        return (0..<2).map { Audio(Layout.part(audio.waveform, axis: 1, $0..<($0 + 1)), rate: audio.rate).value }
    }

    private static let join = FunctionNode(
        .v3(
            "JoinAudioChannels", displayName: "Join Audio Channels", category: "audio",
            inputs: [.socket("audio_left", "AUDIO"), .socket("audio_right", "AUDIO")],
            outputs: [OutputSchema("AUDIO", name: "audio")], "Two sounds of one channel as the channels of one.")
    ) {
        inputs in
        var (left, right) = (try inputs.audio("audio_left"), try inputs.audio("audio_right"))
        guard left.channels == 1, right.channels == 1 else {
            throw NodeError("ValueError", "AudioJoin: Both input audios must be mono.")
        }
        try AudioResampling.match(&left, &right)
        let count = min(left.count, right.count)
        let parts = [left, right].map { Layout.part($0.waveform, axis: 2, 0..<count) }
        return [Audio(try joined(parts, axis: 1), rate: left.rate).value]
    }

    private static let concatenate = FunctionNode(
        .v3(
            "AudioConcat", displayName: "Audio Concat", category: "audio",
            inputs: [
                .socket("audio1", "AUDIO"), .socket("audio2", "AUDIO"),
                .combo("direction", ["after", "before"], default: "after"),
            ],
            outputs: [OutputSchema("AUDIO")], aliases: ["join audio", "combine audio", "append audio"],
            "One sound after another.")
    ) { inputs in
        var (first, second) = (stereo(try inputs.audio("audio1")), stereo(try inputs.audio("audio2")))
        try AudioResampling.match(&first, &second)
        let isBefore = try inputs.string("direction") == "before"
        let parts = isBefore ? [second, first] : [first, second]
        return [Audio(try joined(parts.map(\.waveform), axis: 2), rate: first.rate).value]
    }

    private static func stereo(_ audio: Audio) -> Audio {
        guard audio.channels == 1 else { return audio }
        let shape = [audio.waveform.shape[0], 2, audio.count]
        return Audio(Layout.joined([audio.waveform, audio.waveform], axis: 1, shape: shape), rate: audio.rate)
    }

    private static func joined(_ parts: [Tensor], axis: Int) throws -> Tensor {
        var shape = parts[0].shape
        shape[axis] += parts[1].shape[axis]
        guard (0..<3).allSatisfy({ $0 == axis || parts[0].shape[$0] == parts[1].shape[$0] }) else {
            throw NodeError("RuntimeError", "cannot join sounds of shapes \(parts[0].shape) and \(parts[1].shape)")
        }
        return Layout.joined(parts, axis: axis, shape: try Allocation.checked(shape, "an audio"))
    }

    private static let merge = FunctionNode(
        .v3(
            "AudioMerge", displayName: "Audio Merge", category: "audio",
            inputs: [
                .socket("audio1", "AUDIO"), .socket("audio2", "AUDIO"),
                .combo("merge_method", ["add", "mean", "subtract", "multiply"]),
            ],
            outputs: [OutputSchema("AUDIO")], aliases: ["mix audio", "overlay audio", "layer audio"],
            "Two sounds at once, no louder than can be played.")
    ) { inputs in
        var (first, second) = (try inputs.audio("audio1"), try inputs.audio("audio2"))
        try AudioResampling.match(&first, &second)
        if second.count > first.count {
            second.waveform = Layout.part(second.waveform, axis: 2, 0..<first.count)
        } else if second.count < first.count {
            let silence = Tensor(zeros: [second.waveform.shape[0], second.channels, first.count - second.count])
            second.waveform = try joined([second.waveform, silence], axis: 2)
        }
        let combine: (Float, Float) -> Float
        switch try inputs.string("merge_method") {
        case "add": combine = { $0 + $1 }
        case "subtract": combine = { $0 - $1 }
        case "multiply": combine = { $0 * $1 }
        case "mean": combine = { ($0 + $1) / 2 }
        case let other: throw NodeError("ValueError", "Invalid merge method: \(other)")
        }
        let waveform = try Broadcast.combine(first.waveform, second.waveform, combine)
        let (least, largest) = Extremes.of(waveform)
        let peak = Float(max(largest, -least))
        return [Audio(peak > 1 ? waveform / peak : waveform, rate: first.rate).value]
    }

    private static let volume = FunctionNode(
        .v3(
            "AudioAdjustVolume", displayName: "Audio Adjust Volume", category: "audio",
            inputs: [.socket("audio", "AUDIO"), .int("volume", default: 1, min: -100, max: 100)],
            outputs: [OutputSchema("AUDIO")], aliases: ["audio gain", "loudness", "audio level"],
            "A sound louder or softer by so many decibels.")
    ) { inputs in
        var audio = try inputs.audio("audio")
        let decibels = try inputs.int("volume")
        if decibels != 0 { audio.waveform = audio.waveform * Float(pow(10, Double(decibels) / 20)) }
        return [audio.value]
    }
}
