internal import Formats
internal import Glibc
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// Arithmetic with latents of films, [B, C, T, H, W].
enum VideoLatents {
    static let all: [any Node] = [trim, replace, normalizeStart, joinSound, partSound]

    /// A latent whose samples may have any rank from 3 on.
    private static func parts(_ inputs: NodeInputs, _ name: String) throws -> (
        members: ValueDictionary, samples: Tensor
    ) {
        guard let members = inputs[name]?.dictionary, let samples = members["samples"]?.tensor else {
            throw NodeError("TypeError", "the input \(name) is not a latent")
        }
        guard samples.rank >= 3, !samples.shape.contains(0) else {
            throw NodeError("ValueError", "\(name) is not a latent of a film: \(samples.shape)")
        }
        return (members, try floats(samples))
    }

    private static let trim = FunctionNode(
        .v3(
            "TrimVideoLatent", category: "latent/video",
            inputs: [.socket("samples", "LATENT"), .int("trim_amount", default: 0, min: 0, max: 99999)],
            outputs: [OutputSchema("LATENT")], "A film's latent without its first frames.")
    ) { inputs in
        var (members, samples) = try parts(inputs, "samples")
        let amount = try inputs.int("trim_amount")
        guard amount < samples.shape[2] else {
            throw NodeError("ValueError", "the latent has \(samples.shape[2]) frames, of which \(amount) are to go")
        }
        members["samples"] = .tensor(Layout.part(samples, axis: 2, amount..<samples.shape[2]))
        return [.dictionary(members)]
    }

    private static let replace = FunctionNode(
        .v3(
            "ReplaceVideoLatentFrames", category: "latent/batch",
            inputs: [
                .socket("destination", "LATENT"), .int("index", default: 0, min: -16384, max: 16384, step: 1),
                InputSchema.socket("source", "LATENT").optional,
            ],
            outputs: [OutputSchema("LATENT")],
            "Frames of one latent in the place of another's; what does not fit changes nothing.")
    ) { inputs in
        let (destination, frames) = try parts(inputs, "destination")
        guard inputs["source"]?.dictionary != nil else { return [.dictionary(destination)] }
        var (members, source) = try parts(inputs, "source")
        let count = frames.shape[2]
        let wanted = try inputs.int("index")
        let index = wanted < 0 ? count + wanted : wanted
        guard index >= 0, index + source.shape[2] <= count else {
            Log.warning(
                "ReplaceVideoLatentFrames: \(source.shape[2]) frames do not fit into \(count) from \(wanted) on")
            return [.dictionary(destination)]
        }
        var shape = frames.shape
        shape[2] = source.shape[2]
        guard shape == source.shape else {
            throw NodeError("RuntimeError", "cannot put frames of \(source.shape) into a latent of \(frames.shape)")
        }
        let pieces = [
            Layout.part(frames, axis: 2, 0..<index), source,
            Layout.part(frames, axis: 2, (index + source.shape[2])..<count),
        ].filter { $0.shape[2] > 0 }
        members["samples"] = .tensor(Layout.joined(pieces, axis: 2, shape: frames.shape))
        return [.dictionary(members)]
    }

    /// How far mean and deviation of a frame may move, as Kandinsky 5 has it.
    private static let mean = (lower: 0.3, higher: 0.35)
    private static let deviation = (lower: 0.35, higher: 0.5)

    private static let normalizeStart = FunctionNode(
        .v3(
            "NormalizeVideoLatentStart", category: "conditioning/video_models",
            inputs: [
                .socket("latent", "LATENT"), .int("start_frame_count", default: 4, min: 1, max: 16384, step: 1),
                .int("reference_frame_count", default: 5, min: 1, max: 16384, step: 1),
            ],
            outputs: [OutputSchema("LATENT", name: "latent")],
            "Brings the first frames of a film's latent near to the mean and deviation of those behind them.")
    ) { inputs in
        var (members, samples) = try parts(inputs, "latent")
        guard samples.rank == 5 else {
            throw NodeError("ValueError", "latent is not a latent of a film: \(samples.shape)")
        }
        let frames = samples.shape[2]
        if frames <= 1 { return [.dictionary(members)] }
        let first = try inputs.int("start_frame_count")
        let last = min(first + min(try inputs.int("reference_frame_count"), frames - 1), frames)
        guard first < last else {
            throw NodeError("ValueError", "the latent has \(frames) frames: behind the first \(first) none is left")
        }
        let reference = statistics(try Layout.part(samples, axis: 2, first..<last).copiedFloats())
        let (batch, channels, plane) = (samples.shape[0], samples.shape[1], samples.shape[3] * samples.shape[4])
        samples.withMutableFloats { values in
            for b in 0..<batch {
                for frame in (0..<min(first, frames)).halting(each: channels * plane) {
                    let starts = (0..<channels).map { ((b * channels + $0) * frames + frame) * plane }
                    let own = statistics(starts.flatMap { values[$0..<($0 + plane)] })
                    let newMean = min(max(reference.mean, own.mean - mean.lower), own.mean + mean.higher)
                    let newDeviation = min(
                        max(reference.deviation, own.deviation - deviation.lower), own.deviation + deviation.higher)
                    let factor = newDeviation / (own.deviation + 1e-8)
                    for start in starts {
                        for at in start..<(start + plane) {
                            values[at] = Float((Double(values[at]) - own.mean) * factor + newMean)
                        }
                    }
                }
            }
        }
        members["samples"] = .tensor(samples)
        return [.dictionary(members)]
    }

    private static func statistics(_ values: [Float]) -> (mean: Double, deviation: Double) {
        let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
        let squares = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        return (mean, (squares / Double(max(values.count - 1, 1))).squareRoot())
    }

    // MARK: Film and sound in one

    /// ComfyUI's nested tensor is a list here.
    private static let joinSound = FunctionNode(
        .v3(
            "LTXVConcatAVLatent", category: "latent/video/ltxv",
            inputs: [.socket("video_latent", "LATENT"), .socket("audio_latent", "LATENT")],
            outputs: [OutputSchema("LATENT", name: "latent")], "A film's latent and a sound's as one.")
    ) { inputs in
        let (film, frames) = try parts(inputs, "video_latent")
        let (sound, waves) = try parts(inputs, "audio_latent")
        var members = film
        for (key, value) in sound { members[key] = value }
        if film["noise_mask"] != nil || sound["noise_mask"] != nil {
            members["noise_mask"] = .list([
                film["noise_mask"] ?? .tensor(Tensor(repeating: 1, frames.shape)),
                sound["noise_mask"] ?? .tensor(Tensor(repeating: 1, waves.shape)),
            ])
        }
        members["samples"] = .list([.tensor(frames), .tensor(waves)])
        return [.dictionary(members)]
    }

    private static let partSound = FunctionNode(
        .v3(
            "LTXVSeparateAVLatent", category: "latent/video/ltxv",
            inputs: [.socket("av_latent", "LATENT")],
            outputs: [OutputSchema("LATENT", name: "video_latent"), OutputSchema("LATENT", name: "audio_latent")],
            "A latent of film and sound as two.")
    ) { inputs in
        guard let members = inputs["av_latent"]?.dictionary, let samples = members["samples"]?.list, samples.count >= 2
        else { throw NodeError("TypeError", "the input av_latent is not a latent of film and sound") }
        return (0..<2).map { index in
            var part = members
            part["samples"] = samples[index]
            if let masks = members["noise_mask"]?.list, masks.count > index { part["noise_mask"] = masks[index] }
            return .dictionary(part)
        }
    }
}
