internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

struct MaskToImage: Node {
    var schema: NodeSchema {
        .v3(
            "MaskToImage", displayName: "Convert Mask to Image", category: "mask", inputs: [.socket("mask", "MASK")],
            outputs: [OutputSchema("IMAGE")], aliases: ["convert mask"], "Shows a mask as a grey picture.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(.tensor(try MaskPicture.image(try inputs.mask("mask"))))
    }
}

struct ImageToMask: Node {
    private static let channels = ["red", "green", "blue", "alpha"]

    var schema: NodeSchema {
        .v3(
            "ImageToMask", displayName: "Convert Image to Mask", category: "mask",
            inputs: [.socket("image", "IMAGE"), .combo("channel", Self.channels)],
            outputs: [OutputSchema("MASK")], aliases: ["extract channel", "channel to mask"],
            "Takes one channel of a picture as a mask.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let name = try inputs.string("channel")
        guard let channel = Self.channels.firstIndex(of: name), channel < image.shape[3] else {
            throw NodeError("IndexError", "the image has no channel '\(name)'")
        }
        return .values(.tensor(image.channel(channel)))
    }
}

struct ImageColorToMask: Node {
    var schema: NodeSchema {
        .v3(
            "ImageColorToMask", category: "mask",
            inputs: [
                .socket("image", "IMAGE"),
                .int(
                    "color", default: 0, min: 0, max: 0xFFFFFF, step: 1, linked: .min ... .max,
                    extra: ["display": "number"]),
            ],
            outputs: [OutputSchema("MASK")], aliases: ["color keying", "chroma key"],
            "A mask of the pixels that have exactly this colour.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let color = try inputs.int("color")
        let channels = image.shape[3]
        guard channels >= 3 else { throw NodeError("IndexError", "the image has no colours") }
        func level(_ value: Float) -> Int {
            value.isNaN ? 0 : Int((min(max(value, 0), 1) * 255).rounded(.toNearestOrEven))
        }
        let mask = Layout.map(Array(image.shape.dropLast()), from: image) { source, target in
            for i in target.indices.halting() {
                let at = i * channels
                let pixel = level(source[at]) << 16 + level(source[at + 1]) << 8 + level(source[at + 2])
                target[i] = pixel == color ? 1 : 0
            }
        }
        return .values(.tensor(mask))
    }
}
