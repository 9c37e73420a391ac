internal import Folders
internal import Formats
internal import Images
internal import Media
internal import System
internal import Tensors
internal import Workflow

/// Sounds into files, one for each item of the batch.
struct SaveAudio: Node {
    enum Format: String { case flac, mp3, opus }

    let environment: NodeEnvironment
    let schema: NodeSchema
    let folder: Folders.Special
    /// Nil: an input says it.
    let format: Format?

    static func all(_ environment: NodeEnvironment) -> [any Node] {
        func node(_ schema: NodeSchema, _ format: Format?, _ folder: Folders.Special = .output) -> any Node {
            SaveAudio(environment: environment, schema: schema, folder: folder, format: format)
        }
        return [
            node(flac, .flac), node(mp3, .mp3), node(opus, .opus), node(preview, .flac, .temp), node(advanced, nil),
        ]
    }

    private static let flac: NodeSchema = NodeSchema.v3(
        "SaveAudio", displayName: "Save Audio (FLAC)", category: "audio",
        inputs: [
            .socket("audio", "AUDIO"),
            .string("filename_prefix", default: "audio/ComfyUI", extra: ["multiline": false]),
        ] + InputSchema.metadata, outputs: [], aliases: ["export flac"], "Writes sounds into the output folder as FLAC."
    ).with { $0.isOutputNode = true }

    private static let mp3: NodeSchema = NodeSchema.v3(
        "SaveAudioMP3", displayName: "Save Audio (MP3)", category: "audio",
        inputs: [
            .socket("audio", "AUDIO"),
            .string("filename_prefix", default: "audio/ComfyUI", extra: ["multiline": false]),
            .combo("quality", ["V0", "128k", "320k"], default: "V0"),
        ] + InputSchema.metadata, outputs: [], aliases: ["export mp3"], "Writes sounds into the output folder as MP3."
    ).with { $0.isOutputNode = true }

    private static let opus: NodeSchema = NodeSchema.v3(
        "SaveAudioOpus", displayName: "Save Audio (Opus)", category: "audio",
        inputs: [
            .socket("audio", "AUDIO"),
            .string("filename_prefix", default: "audio/ComfyUI", extra: ["multiline": false]),
            .combo("quality", ["64k", "96k", "128k", "192k", "320k"], default: "128k"),
        ] + InputSchema.metadata, outputs: [], aliases: ["export opus"], "Writes sounds into the output folder as Opus."
    ).with { $0.isOutputNode = true }

    private static let preview: NodeSchema = NodeSchema.v3(
        "PreviewAudio", displayName: "Preview Audio", category: "audio",
        inputs: [.socket("audio", "AUDIO")] + InputSchema.metadata, outputs: [], aliases: ["play audio"],
        "Writes sounds into the folder of temporary files, to be played."
    ).with { $0.isOutputNode = true }

    /// Of ComfyUI's newer releases.
    private static let advanced = NodeSchema.v3(
        "SaveAudioAdvanced", displayName: "Save Audio (Advanced)", category: "audio",
        inputs: [
            .socket("audio", "AUDIO"),
            .string("filename_prefix", default: "audio/ComfyUI", extra: ["multiline": false]),
            .choices(
                "format",
                [
                    ("flac", []), ("mp3", [.combo("quality", ["V0", "128k", "320k"], default: "V0")]),
                    ("opus", [.combo("quality", ["64k", "96k", "128k", "192k", "320k"], default: "128k")]),
                ]),
        ] + InputSchema.metadata, outputs: [OutputSchema("AUDIO", name: "audio")],
        "Writes sounds into the output folder, as FLAC, MP3 or Opus."
    ).with { $0.isOutputNode = true }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var audio = try inputs.audio("audio")
        let format = try format ?? inputs.choice("format", Format.self)
        let quality = try ["quality", "format.quality"].first { inputs[$0] != nil }.map { try inputs.string($0) }
        if format == .opus { audio = try Self.resampled(audio) }
        guard audio.count > 0, audio.channels <= 2 else {
            throw NodeError("ValueError", "sounds of one or two channels are saved, not of \(audio.waveform.shape)")
        }
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        let prefix =
            folder == .temp
            ? "ComfyUI_temp_" + String((0..<5).map { _ in letters.randomElement()! })
            : try inputs.string("filename_prefix")
        let target = try SaveTarget(
            prefix: prefix, root: environment.folders.path(of: folder), links: environment.folders.links,
            template: FilenameTemplate(width: 0, height: 0))
        let metadata = Metadata.entries(inputs, environment)
        SavedPixels.tellUnknown(in: audio.waveform)
        let files = try (0..<audio.waveform.shape[0]).map { item in
            try MediaFile.translating("", context.cancellation) {
                try Self.file(audio, item, format, quality, metadata)
            }
        }
        let entries = try PictureSaver(environment: environment, folder: folder, compression: 0).write(
            files, suffix: "." + format.rawValue, to: target)
        let values = schema.outputs.isEmpty ? [] : [audio.value]
        return .finished(NodeOutput(values, ui: ["audio": .array(entries)]))
    }

    private static func file(
        _ audio: Audio, _ item: Int, _ format: Format, _ quality: String?, _ metadata: [(keyword: String, text: String)]
    ) throws -> [UInt8] {
        let encoder =
            switch format {
            case .flac: "flac"
            case .mp3: "libmp3lame"
            case .opus: "libopus"
            }
        var rate = MediaWriter.Audio.Quality.standard
        if let quality, format != .flac {
            if quality == "V0" {
                rate = .best
            } else if quality.hasSuffix("k"), let bits = Int(quality.dropLast()), (8...1000).contains(bits) {
                rate = .rate(bits * 1000)
            } else {
                throw NodeError("ValueError", "quality cannot be '\(quality)'")
            }
        }
        let writer = try MediaWriter(
            format.rawValue, metadata: metadata, video: nil,
            audio: MediaWriter.Audio(encoder: encoder, rate: audio.rate, channels: audio.channels, quality: rate))
        try audio.waveform.slice(item..<item + 1).withFloats { samples in
            try writer.add(sound: samples, count: audio.count)
        }
        return try writer.finish()
    }

    /// At one of the rates that Opus has: the next higher one.
    private static func resampled(_ audio: Audio) throws -> Audio {
        let rates = [8000, 12000, 16000, 24000, 48000]
        let rate = rates.first { $0 >= audio.rate } ?? 48000
        return rate == audio.rate ? audio : try AudioResampling.resampled(audio, to: rate)
    }
}
