internal import Formats
internal import Glibc
internal import Images
internal import Tensors
internal import Workflow

/// Nodes that change each pixel, or each value, by itself.
enum ImageAdjustments {
    static let all: [any Node] = [
        ImageSetNode("AdjustBrightness", "Adjust Brightness", [factor], "Makes pictures darker or lighter.") {
            image, inputs, _ in
            let factor = Float(try inputs.float("factor"))
            return image.map { min(max($0 * factor, 0), 1) }
        },
        ImageSetNode("AdjustContrast", "Adjust Contrast", [factor], "Takes colours nearer to grey or away from it.") {
            image, inputs, _ in
            let factor = Float(try inputs.float("factor"))
            return image.map { min(max(($0 - 0.5) * factor + 0.5, 0), 1) }
        },
        ImageSetNode(
            "NormalizeImages", "Normalize Images",
            [.float("mean", default: 0.5, min: 0, max: 1), .float("std", default: 0.5, min: 0.001, max: 1)],
            "Subtracts a mean from pictures and divides by a standard deviation."
        ) { image, inputs, _ in
            let (mean, deviation) = (Float(try inputs.float("mean")), Float(try inputs.float("std")))
            return image.map { ($0 - mean) / deviation }
        },
        levels, luminance, posterize, flatten,
    ]

    private static let factor = InputSchema.float("factor", default: 1, min: 0, max: 2)

    /// A picture of three channels.
    private static func colors(_ inputs: NodeInputs) throws -> Tensor {
        let image = try inputs.image("image")
        guard image.shape[3] == 3 else {
            throw NodeError("AssertionError", "the image has \(image.shape[3]) channels, not 3")
        }
        return image
    }

    private static func node(
        _ name: String, _ category: String, _ inputs: [InputSchema], _ description: String,
        _ function: @escaping @Sendable (NodeInputs) throws -> Tensor
    ) -> FunctionNode {
        let schema = NodeSchema(name, category: category, inputs: inputs, outputs: [OutputSchema("IMAGE")]).with {
            $0.description = description
        }
        return FunctionNode(schema) { [.tensor(try function($0))] }
    }

    /// In linear light, with a power that makes `mid_level` a half.
    private static let levels = node(
        "ImageLevels", "image/adjust",
        [
            .link("image", "IMAGE"), .float("black_level", default: 0, min: 0, max: 1, step: 0.01),
            .float("mid_level", default: 0.5, min: 0.01, max: 0.99, step: 0.01),
            .float("white_level", default: 1, min: 0, max: 1, step: 0.01), .bool("clip", default: true),
        ],
        "Says which levels of pictures become black, middle and white."
    ) { inputs in
        let image = try colors(inputs)
        let (black, middle) = (try inputs.float("black_level"), try inputs.float("mid_level"))
        let white = try inputs.float("white_level")
        guard 0 <= black, black < middle, middle < white, white <= 1 else {
            throw NodeError("AssertionError", "the levels must ascend from 0 to 1")
        }
        let (low, span) = (Float(black), Float(white - black))
        let power = log2f(0.5) / log2f(Float(middle))
        let isClipped = try inputs.bool("clip")
        return image.map { value in
            let linear = value <= 0.04045 ? value / 12.92 : powf((value + 0.055) / 1.055, 2.4)
            let adjusted = (linear - low) / span
            let bent = adjusted > 0 ? powf(max(adjusted, 1e-8), power) : adjusted
            let result = bent <= 0.0031308 ? bent * 12.92 : 1.055 * powf(bent, 1 / 2.4) - 0.055
            return isClipped ? min(max(result, 0), 1) : result
        }
    }

    private static let luminance = node(
        "ImageLuminance", "image/color", [.link("image", "IMAGE")], "How light each pixel is, as a grey picture."
    ) { inputs in
        let image = try colors(inputs)
        return Layout.map(image.shape, from: image) { source, target in
            for i in target.indices.halting() {
                let at = i - i % 3
                target[i] = 0.2126 * source[at] + 0.7152 * source[at + 1] + 0.0722 * source[at + 2]
            }
        }
    }

    private static let posterize = node(
        "Posterize", "image/adjustments",
        [.link("image", "IMAGE"), .int("levels", default: 4, min: 2, max: 256, step: 1)],
        "Leaves a few levels of each colour."
    ) { inputs in
        let scale = Float(Double(try inputs.int("levels") - 1) / 255)
        return try colors(inputs).map { value in
            min(max((value * 255 * scale).rounded(.toNearestOrEven) / scale / 255, 0), 1)
        }
    }

    private static let flatten = node(
        "Flatten", "image/postprocessing",
        [.link("images", "IMAGE"), .string("background_color", default: "#FFFFFF")],
        "Puts pictures that are transparent onto a colour."
    ) { inputs in
        let image = try inputs.image("images")
        if image.shape[3] == 3 { return image }
        guard image.shape[3] == 4 else {
            throw NodeError("RuntimeError", "the image has \(image.shape[3]) channels, not 3 or 4")
        }
        let name = try inputs.string("background_color")
        let digits = name.drop { $0 == "#" }.prefix(6)
        guard digits.count == 6, let color = Int(digits, radix: 16), color >= 0 else {
            throw NodeError("ValueError", "'\(name)' is not a colour like #336699")
        }
        let background = [16, 8, 0].map { Float((color >> $0) & 255) / 255 }
        return Layout.map(Array(image.shape.dropLast()) + [3], from: image) { source, target in
            for i in target.indices.halting() {
                let (pixel, c) = i.quotientAndRemainder(dividingBy: 3)
                let alpha = source[4 * pixel + 3]
                target[i] = alpha * source[4 * pixel + c] + (1 - alpha) * background[c]
            }
        }
    }
}
