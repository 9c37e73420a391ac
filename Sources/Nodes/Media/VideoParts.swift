internal import Folders
internal import Formats
internal import System
internal import Tensors
internal import Workflow

/// Films made of pictures and sound, and taken apart.
enum VideoParts {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [FunctionNode(create, create), TakingApart(schema: parts), TakingApart(schema: slice)]
    }

    private static let create: NodeSchema = .v3(
        "CreateVideo", displayName: "Create Video", category: "image/video",
        inputs: [
            .socket("images", "IMAGE"), .float("fps", default: 30.0, min: 1.0, max: 120.0, step: 1.0),
            .socket("audio", "AUDIO", section: .optional),
        ], outputs: [OutputSchema("VIDEO")], aliases: ["images to video"], "A film of pictures, and a sound with it.")

    private static func create(_ inputs: NodeInputs) throws -> [Value] {
        let sound = inputs["audio"]?.dictionary == nil ? nil : try inputs.audio("audio")
        let content = VideoContent(images: try inputs.image("images"), sound: sound, rate: try inputs.float("fps"))
        guard content.rate > 0 else { throw NodeError("ValueError", "fps must be above 0") }
        return [.object(VideoObject(.parts(content)))]
    }

    private static let parts: NodeSchema = .v3(
        "GetVideoComponents", displayName: "Get Video Components", category: "image/video",
        inputs: [.socket("video", "VIDEO")],
        outputs: [
            OutputSchema("IMAGE", name: "images"), OutputSchema("AUDIO", name: "audio"),
            OutputSchema("FLOAT", name: "fps"),
        ], aliases: ["extract frames", "split video", "video to images", "demux"],
        "The pictures, the sound and the frames a second of a film.")

    /// Of ComfyUI's newer releases.
    private static let slice = NodeSchema.v3(
        "Video Slice", category: "image/video",
        inputs: [
            .socket("video", "VIDEO"),
            InputSchema(
                "start_time", .named("FLOAT"), ["default": 0.0, "max": 100000.0, "min": -100000.0, "step": 0.001]),
            InputSchema("duration", .named("FLOAT"), ["default": 0.0, "min": 0.0, "step": 0.001]),
            .bool("strict_duration", default: false),
        ], outputs: [OutputSchema("VIDEO")], aliases: ["trim video", "cut video"],
        "The part of a film that begins at a time and lasts so long; 0 for all that is left.")

    private struct TakingApart: Node {
        let schema: NodeSchema

        func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
            let content = try inputs.video().content(context.cancellation)
            guard inputs["start_time"] == nil else {
                let part = try content.part(
                    start: inputs.float("start_time"), duration: inputs.float("duration"),
                    isStrict: inputs.bool("strict_duration"))
                return .values(.object(VideoObject(.parts(part))))
            }
            return .values(.tensor(content.images), content.sound?.value ?? .null, .float(content.rate))
        }
    }
}

struct LoadVideo: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        let files = environment.folders.inputFiles(suffixes: MediaFile.films, includingImages: false)
            .sorted(by: NameOrder.plain).map(JSON.string)
        var schema: NodeSchema = .v3(
            "LoadVideo", displayName: "Load Video", category: "image/video",
            inputs: [InputSchema("file", .combo([]), ["multiselect": false, "options": [], "video_upload": true])],
            outputs: [OutputSchema("VIDEO")], aliases: ["import video", "open video", "video file"],
            "A film from the input folder.")
        schema.inputs[0] = InputSchema(
            "file", .combo(files), ["multiselect": false, "options": .array(files), "video_upload": true])
        return schema
    }

    var customValidatedInputs: Set<String> { ["file"] }

    func validate(_ inputs: NodeInputs) throws -> String? {
        let name = try inputs.string("file")
        return environment.folders.annotatedFile(name) == nil
            ? "Invalid video file: \(name)\(environment.folders.absence(of: name))" : nil
    }

    func fingerprint(_ inputs: NodeInputs) throws -> JSON? {
        try FileFingerprint.of(environment.folders.annotatedFile(inputs.string("file")))
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let name = try inputs.string("file")
        guard let path = environment.folders.annotatedFile(name) else {
            throw NodeError("FileNotFoundError", "there is no film \(name)")
        }
        return .values(.object(VideoObject(.file(path: path, name: name))))
    }
}
