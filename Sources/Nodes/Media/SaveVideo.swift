internal import Folders
internal import Formats
internal import Images
internal import Media
internal import System
internal import Tensors
internal import Workflow

/// A film into a file: the packets of its own file where they may stay as they are, else H.264 and AAC.
struct SaveVideo: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema.v3(
            "SaveVideo", displayName: "Save Video", category: "image/video",
            inputs: [
                .socket("video", "VIDEO"),
                .string("filename_prefix", default: "video/ComfyUI", extra: ["multiline": false]),
                .combo("format", ["auto", "mp4"], default: "auto"), .combo("codec", ["auto", "h264"], default: "auto"),
            ] + InputSchema.metadata, outputs: [], aliases: ["export video"], "Writes a film into the output folder."
        ).with { $0.isOutputNode = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let video = try inputs.video()
        let (format, codec) = (try inputs.string("format"), try inputs.string("codec"))
        guard ["auto", "mp4"].contains(format) else {
            throw NodeError("ValueError", "Only MP4 format is supported for now")
        }
        guard ["auto", "h264"].contains(codec) else {
            throw NodeError("ValueError", "Only H264 codec is supported for now")
        }
        let metadata = Metadata.entries(inputs, environment)
        let (file, width, height) = try Self.file(video, format, codec, metadata, environment, context.cancellation)
        let target = try SaveTarget(
            prefix: inputs.string("filename_prefix"), root: environment.folders.path(of: .output),
            links: environment.folders.links, template: FilenameTemplate(width: width, height: height))
        let entries = try PictureSaver(environment: environment, folder: .output, compression: 0).write(
            [file], suffix: ".mp4", to: target)
        return .finished(NodeOutput(ui: ["images": .array(entries), "animated": [true]]))
    }

    private static func file(
        _ video: VideoObject, _ format: String, _ codec: String, _ metadata: [(keyword: String, text: String)],
        _ environment: NodeEnvironment, _ cancellation: Cancellation
    ) throws -> (file: [UInt8], width: Int, height: Int) {
        if case .file(let path, let name) = video.source {
            let file = try FileBytes.read(path)
            let info = try VideoObject.info(file, name, cancellation)
            let isRightFormat = format == "auto" || info.format.split(separator: ",").contains { $0 == format }
            if isRightFormat, codec == "auto" || codec == info.videoCodec {
                let packed = try MediaFile.translating(name, cancellation) {
                    try MediaWriter.repacked(file, into: "mp4", metadata: metadata)
                }
                return (packed, info.width, info.height)
            }
        }
        let content = try video.content(cancellation)
        return (
            try encoded(content, metadata, environment, cancellation), content.images.shape[2], content.images.shape[1]
        )
    }

    private static func encoded(
        _ content: VideoContent, _ metadata: [(keyword: String, text: String)], _ environment: NodeEnvironment,
        _ cancellation: Cancellation
    ) throws -> [UInt8] {
        let images = try WanPictures.threeChannels(content.images)
        let rate = try content.fraction
        // no longer than the pictures
        var sound = content.sound
        if let audio = sound {
            let samples = Double(audio.rate) * Double(rate.denominator) / Double(rate.numerator)
            let count = min(Int((samples * Double(images.shape[0])).rounded(.up)), audio.count)
            sound = Audio(Layout.part(audio.waveform.slice(0..<1), axis: 2, 0..<count), rate: audio.rate)
        }
        if let audio = sound, audio.count == 0 || audio.channels > 2 {
            throw NodeError("ValueError", "a film has sound of one or two channels, not of \(audio.waveform.shape)")
        }
        return try MediaFile.translating("", cancellation) {
            let writer = try MediaWriter(
                "mp4", metadata: metadata,
                video: MediaWriter.Video(
                    encoder: "libx264", width: images.shape[2], height: images.shape[1], rate: rate),
                audio: sound.map { MediaWriter.Audio(encoder: "aac", rate: $0.rate, channels: $0.channels) },
                threads: environment.pool.threadCount)
            try MediaFile.add(images, to: writer)
            if let sound {
                SavedPixels.tellUnknown(in: sound.waveform)
                try sound.waveform.withFloats { try writer.add(sound: $0, count: sound.count) }
            }
            return try writer.finish()
        }
    }
}

struct SaveWEBM: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema.v3(
            "SaveWEBM", category: "image/video",
            inputs: [
                .socket("images", "IMAGE"), .string("filename_prefix", default: "ComfyUI", extra: ["multiline": false]),
                .combo("codec", ["vp9", "av1"]), .float("fps", default: 24.0, min: 0.01, max: 1000.0, step: 0.01),
                InputSchema("crf", .named("FLOAT"), ["default": 32.0, "max": 63.0, "min": 0, "step": 1]),
            ] + InputSchema.metadata, outputs: [], aliases: ["export webm"],
            "Writes pictures into the output folder as a film, WebM."
        ).with {
            $0.isOutputNode = true; $0.isExperimental = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let images = try WanPictures.threeChannels(inputs.image("images"))
        let isAV1 = try inputs.string("codec") == "av1"
        let rate = try VideoContent(images: images, rate: inputs.float("fps")).fraction
        if isAV1 { try Self.checkForSVT(width: images.shape[2], height: images.shape[1], rate) }
        var options = [(name: "b", value: "0"), (name: "crf", value: "\(try inputs.float("crf"))")]
        if isAV1 { options.append((name: "preset", value: "6")) }
        let video = MediaWriter.Video(
            encoder: isAV1 ? "libsvtav1" : "libvpx-vp9", pixels: isAV1 ? "yuv420p10le" : "yuv420p",
            width: images.shape[2], height: images.shape[1], rate: rate, options: options)
        let target = try SaveTarget(
            prefix: inputs.string("filename_prefix"), root: environment.folders.path(of: .output),
            links: environment.folders.links,
            template: FilenameTemplate(width: images.shape[2], height: images.shape[1]))
        let metadata = Metadata.entries(inputs, environment)
        let file = try MediaFile.translating("", context.cancellation) {
            let writer = try MediaWriter(
                "webm", metadata: metadata, video: video, audio: nil, threads: environment.pool.threadCount)
            try MediaFile.add(images, to: writer)
            return try writer.finish()
        }
        let entries = try PictureSaver(environment: environment, folder: .output, compression: 0).write(
            [file], suffix: ".webm", to: target)
        return .finished(NodeOutput(ui: ["images": .array(entries), "animated": [true]]))
    }
}

extension SaveWEBM {
    /// What SVT-AV1 refuses (its `verify_settings`), with lines on standard error.
    private static func checkForSVT(
        width: Int, height: Int, _ rate: (numerator: Int, denominator: Int)
    ) throws(NodeError) {
        guard (64...16384).contains(width), (64...8704).contains(height) else {
            throw NodeError("ValueError", "AV1 is written in sizes from 64x64 to 16384x8704, not \(width)x\(height)")
        }
        guard rate.numerator <= 240 * rate.denominator else {
            throw NodeError("ValueError", "AV1 is written at up to 240 frames a second")
        }
    }
}

/// Pictures as if they had been frames of a film: LTX Video was trained with such.
struct LTXVPreprocess: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        .v3(
            "LTXVPreprocess", category: "image",
            inputs: [.socket("image", "IMAGE"), .int("img_compression", default: 35, min: 0, max: 100)],
            outputs: [OutputSchema("IMAGE", name: "output_image")],
            "Gives pictures the traces of a film's compression, for LTX Video.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let compression = try inputs.int("img_compression")
        guard compression > 0 else { return .values(.tensor(image)) }
        let (height, width) = (image.shape[1] / 2 * 2, image.shape[2] / 2 * 2)
        guard height > 0, width > 0 else { throw NodeError("ValueError", "a picture of \(image.shape) is too small") }
        let even = Layout.cropped(try WanPictures.threeChannels(image), y: 0..<height, x: 0..<width)
        let video = MediaWriter.Video(
            encoder: "libx264", width: width, height: height, rate: (1, 1),
            options: [(name: "crf", value: "\(compression)"), (name: "preset", value: "veryfast")])
        let pictures = try (0..<even.shape[0]).map { item in
            let file = try MediaFile.translating("", context.cancellation) {
                let writer = try MediaWriter("mp4", metadata: [], video: video, audio: nil)
                try MediaFile.add(even.slice(item..<item + 1), to: writer)
                return try writer.finish()
            }
            guard let picture = try MediaFile.pictures(file, "", context.cancellation) else {
                throw NodeError("ValueError", "the compressed picture cannot be read")
            }
            return picture.slice(0..<1)
        }
        return .values(.tensor(Tensor.concatenated(pictures)))
    }
}
