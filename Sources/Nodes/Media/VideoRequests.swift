internal import Folders
internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// A film that a request names. Unlike ComfyUI's what it gives is a film that other nodes take, not its pictures alone.
struct VideoRequest: Node {
    let environment: NodeEnvironment
    let schema: NodeSchema

    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            VideoRequest(
                environment: environment,
                schema: schema("VideoRequestParameter", RequestParameters.description)),
            VideoRequest(environment: environment, schema: schema("LoadVideoFromURL", [])),
        ]
    }

    private static func schema(_ name: String, _ description: [InputSchema]) -> NodeSchema {
        NodeSchema(
            name, category: "api/openapi",
            inputs: [.string("value", default: "")] + description + [
                .link("default_if_empty", "VIDEO", section: .optional),
                InputSchema("frame_load_cap", .named("INT"), ["default": 0, "min": 0, "step": 1]).optional,
                InputSchema("skip_first_frames", .named("INT"), ["default": 0, "min": 0, "step": 1]).optional,
                InputSchema("select_every_nth", .named("INT"), ["default": 1, "min": 1, "step": 1]).optional,
            ],
            outputs: [
                OutputSchema("VIDEO"), OutputSchema("MASK"), OutputSchema("INT", name: "frame_count"),
                OutputSchema("FLOAT", name: "fps"),
            ]
        ).with { $0.description = "Reads the film that a request names, or gives another one if it names none." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let name = try inputs.string("value")
        guard !name.allSatisfy(\.isWhitespace) else {
            return .values(inputs["default_if_empty"] ?? .null, .null, .int(0), .float(0))
        }
        func number(_ name: String, _ standard: Int) throws -> Int {
            inputs[name] == nil ? standard : try inputs.int(name)
        }
        let (cap, skipped) = (try number("frame_load_cap", 0), try number("skip_first_frames", 0))
        let step = min(try number("select_every_nth", 1), 1 << 32)
        let content = try VideoObject.content(of: file(name, context), name, context.cancellation)
        let count = content.images.shape[0]
        let wanted = skipped < count ? Array(stride(from: skipped, to: count, by: step)) : []
        let kept = cap > 0 ? Array(wanted.prefix(cap)) : wanted
        guard !kept.isEmpty else {
            return .values(inputs["default_if_empty"] ?? .null, .null, .int(0), .float(0))
        }
        let images = Tensor.concatenated(kept.map { content.images.slice($0..<$0 + 1) })
        let film = VideoContent(images: images, rate: content.rate)
        return .values(
            .object(VideoObject(.parts(film))), .tensor(Tensor(repeating: 1, Array(images.shape.prefix(3)))),
            .int(Int128(kept.count)), .float(content.rate))
    }

    private func file(_ name: String, _ context: any NodeContext) throws -> [UInt8] {
        let file = RequestedFile(environment: environment, name: name)
        if file.isURL { return try file.fetched(context) }
        guard let path = environment.folders.annotatedFile(name) else {
            throw NodeError("FileNotFoundError", "there is no film \(name)\(environment.folders.absence(of: name))")
        }
        return try FileBytes.read(path)
    }

    func fingerprint(_ inputs: NodeInputs) throws -> JSON? {
        guard let name = inputs["value"]?.string, let path = environment.folders.annotatedFile(name) else { return nil }
        return try FileFingerprint.of(path)
    }
}
