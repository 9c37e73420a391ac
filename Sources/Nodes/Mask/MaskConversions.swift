internal import Formats
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

/// Masks as pictures.
enum MaskPicture {
    /// mask: [B, H, W] -> [B, H, W, 3]
    static func image(_ mask: Tensor) throws(NodeError) -> Tensor {
        Layout.map(try Allocation.checked(mask.shape + [3], "an image"), from: mask) { source, target in
            for i in target.indices { target[i] = source[i / 3] }
        }
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
            for i in target.indices {
                let at = i * channels
                let pixel = level(source[at]) << 16 + level(source[at + 1]) << 8 + level(source[at + 2])
                target[i] = pixel == color ? 1 : 0
            }
        }
        return .values(.tensor(mask))
    }
}

struct SplitImageWithAlpha: Node {
    var schema: NodeSchema {
        .v3(
            "SplitImageWithAlpha", displayName: "Split Image with Alpha", category: "mask/compositing",
            inputs: [.socket("image", "IMAGE")], outputs: [OutputSchema("IMAGE"), OutputSchema("MASK")],
            "Parts a picture's colours from its transparency.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let channels = min(image.shape[3], 3)
        let colors = Layout.map(Array(image.shape.dropLast()) + [channels], from: image) { source, target in
            for i in target.indices { target[i] = source[i / channels * image.shape[3] + i % channels] }
        }
        let mask =
            image.shape[3] > 3
            ? Layout.map(image.channel(3)) { 1 - $0 } : Tensor(zeros: Array(image.shape.dropLast()))
        return .values(.tensor(colors), .tensor(mask))
    }
}

struct JoinImageWithAlpha: Node {
    var schema: NodeSchema {
        .v3(
            "JoinImageWithAlpha", displayName: "Join Image with Alpha", category: "mask/compositing",
            inputs: [.socket("image", "IMAGE"), .socket("alpha", "MASK")], outputs: [OutputSchema("IMAGE")],
            "Makes a picture transparent where the mask is 1.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let mask = try inputs.mask("alpha")
        let (height, width, channels) = (image.shape[1], image.shape[2], image.shape[3])
        guard channels >= 3 else { throw NodeError("RuntimeError", "the image has no colours") }
        let batch = min(image.shape[0], mask.shape[0])
        let planes = try Resampling.image(
            mask.slice(0..<batch).reshaped([batch, mask.shape[1], mask.shape[2], 1]), width: width, height: height,
            .bilinear,
            cancellation: context.cancellation)
        let result = planes.withFloats { planes in
            Layout.map([batch, height, width, 4], from: image) { source, target in
                for i in target.indices {
                    target[i] = i % 4 == 3 ? 1 - planes[i / 4] : source[i / 4 * channels + i % 4]
                }
            }
        }
        return .values(.tensor(result))
    }
}

extension Tensor {
    /// One channel of pictures. [B, H, W, C] -> [B, H, W]
    func channel(_ index: Int) -> Tensor {
        let channels = shape[3]
        return Layout.map(Array(shape.dropLast()), from: self) { source, target in
            for i in target.indices { target[i] = source[i * channels + index] }
        }
    }
}
