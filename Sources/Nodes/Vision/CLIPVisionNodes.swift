internal import Folders
internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

struct CLIPVisionEncode: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        var crop = InputSchema.choice("crop", ["center", "none"], options: ["default": "center"])
        crop.section = .optional
        return NodeSchema(
            "CLIPVisionEncode", displayName: "CLIP Vision Encode", category: "conditioning",
            inputs: [.link("clip_vision", "CLIP_VISION"), .link("image", "IMAGE"), crop],
            outputs: [OutputSchema("CLIP_VISION_OUTPUT")]
        ).with { $0.description = "Encodes pictures." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let model = try inputs.clipVision()
        let image = try inputs.image("image")
        let crops = try inputs["crop"] == nil || inputs.string("crop") == "center"
        let output = try translatingErrors {
            try model.encode(image, crops: crops, environment.compute(context.cancellation))
        }
        return .values(.object(CLIPVisionOutputObject(output)))
    }
}

struct UnCLIPCheckpointLoader: Node {
    private static let folder = "checkpoints"
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "unCLIPCheckpointLoader", displayName: "unCLIPCheckpointLoader", category: "loaders",
            inputs: [.choice("ckpt_name", environment.folders.files(of: Self.folder))],
            outputs: ["MODEL", "CLIP", "VAE", "CLIP_VISION"].map { OutputSchema($0) }
        ).with { $0.description = "Loads a checkpoint that has an encoder of pictures beside the other parts." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let file = (name: try inputs.string("ckpt_name"), category: Self.folder)
        let checkpoint = try environment.load(CheckpointLoader(), [file], context.cancellation)
        let vision = try environment.load(CLIPVisionLoader.inCheckpoint, [file], context.cancellation)
        return .values(
            .object(ModelObject(checkpoint.model)),
            checkpoint.textEncoder.map { .object(ClipObject($0)) } ?? .null,
            checkpoint.autoencoder.map { .object(VAEObject($0)) } ?? .null, .object(CLIPVisionObject(vision)))
    }
}

struct UnCLIPConditioning: Node {
    var schema: NodeSchema {
        NodeSchema(
            "unCLIPConditioning", displayName: "unCLIPConditioning", category: "conditioning",
            inputs: [
                .link("conditioning", "CONDITIONING"), .link("clip_vision_output", "CLIP_VISION_OUTPUT"),
                .float("strength", default: 1, min: -10, max: 10, step: 0.01),
                .float("noise_augmentation", default: 0, min: 0, max: 1, step: 0.01),
            ],
            outputs: [OutputSchema("CONDITIONING")]
        ).with { $0.description = "Tells models that were trained for it (unCLIP) of a picture." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let strength = try inputs.float("strength")
        guard strength != 0 else { return .values(try inputs.conditioning("conditioning").value) }
        let embedding = ImageEmbedding(
            try inputs.clipVisionOutput(), strength: strength,
            noiseAugmentation: try inputs.float("noise_augmentation"))
        return .values(
            try inputs.conditioning("conditioning") { entry in
                entry.imageEmbeddings = (entry.imageEmbeddings ?? []) + [embedding]
            })
    }
}
