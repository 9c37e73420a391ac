internal import Folders
internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

struct SaveAnimatedPNG: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        .v3(
            "SaveAnimatedPNG", category: "image/animation",
            inputs: Animation.inputs + [.int("compress_level", default: 4, min: 0, max: 9)] + InputSchema.metadata,
            outputs: [], "Writes pictures into the output folder as an animated PNG."
        ).with { $0.isOutputNode = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let level = try inputs.int("compress_level")
        // ComfyUI's way: the keyword and the text, which are ASCII as JSON is written here
        let comments = Metadata.entries(inputs, environment).map { Array($0.keyword.utf8) + [0] + Array($0.text.utf8) }
        return .finished(
            try Animation(inputs).save(suffix: ".png", environment, context) {
                try AnimatedPNGEncoder.encode($0, milliseconds: $1, comments: comments, level: level)
            })
    }
}

struct SaveAnimatedWEBP: Node {
    private enum Method: String, CaseIterable {
        case standard = "default"
        case fastest, slowest

        var effort: Int {
            switch self {
            case .standard: 4
            case .fastest: 0
            case .slowest: 6
            }
        }
    }

    let environment: NodeEnvironment

    var schema: NodeSchema {
        .v3(
            "SaveAnimatedWEBP", category: "image/animation",
            inputs: Animation.inputs + [
                .bool("lossless", default: true), .int("quality", default: 80, min: 0, max: 100),
                .combo("method", Method.allCases.map(\.rawValue)),
            ] + InputSchema.metadata, outputs: [], "Writes pictures into the output folder as an animated WebP."
        ).with { $0.isOutputNode = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let encoder = AnimatedWebP(
            lossless: try inputs.bool("lossless"), quality: try inputs.int("quality"),
            method: try inputs.choice("method", Method.self).effort)
        let exif = ExifWriter.data(texts: Metadata.entries(inputs, environment))
        return .finished(
            try Animation(inputs).save(suffix: ".webp", environment, context) {
                try encoder.encode($0, milliseconds: $1, exif: exif)
            })
    }
}

/// Pictures that are shown one after another.
private struct Animation {
    static let inputs: [InputSchema] = [
        .socket("images", "IMAGE"), .string("filename_prefix", default: "ComfyUI", extra: ["multiline": false]),
        .float("fps", default: 6, min: 0.01, max: 1000, step: 0.01),
    ]

    private let images: Tensor
    private let prefix: String
    private let milliseconds: Int

    init(_ inputs: NodeInputs) throws {
        images = try inputs.image("images")
        guard images.shape[3] != 2 else {
            throw NodeError("TypeError", "cannot save an image of shape \(images.shape)")
        }
        prefix = try inputs.string("filename_prefix")
        let duration = 1000 / (try inputs.float("fps"))
        guard duration >= 0, duration <= 1e6 else { throw NodeError("ValueError", "fps must be from 0.001 on") }
        milliseconds = Int(duration)
    }

    func save(
        suffix: String, _ environment: NodeEnvironment, _ context: any NodeContext,
        _ encode: ([PixelImage], Int) throws -> [UInt8]
    ) throws -> NodeOutput {
        let saver = PictureSaver(environment: environment, folder: .output, compression: 4)
        let target = try SaveTarget(
            prefix: prefix, root: environment.folders.path(of: .output), links: environment.folders.links,
            template: FilenameTemplate(width: images.shape[2], height: images.shape[1]))
        let pixels = try SavedPixels.of(images, context.cancellation)
        let file = try translatingErrors { try encode(pixels, milliseconds) }
        let entries = try saver.write([file], suffix: suffix, to: target)
        var ui: JSONObject = ["images": .array(entries)]
        if pixels.count > 1 { ui["animated"] = [true] }  // left out of a single picture's, as in ComfyUI
        return NodeOutput(ui: ui, images: Array(pixels.prefix(1)))
    }
}
