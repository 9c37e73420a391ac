internal import Formats
internal import Images
internal import Tensors
internal import Workflow

/// Luma and two differences of colour, around a half, with kornia's factors.
enum ImageYUV {
    static let all: [any Node] = [split, join]

    private static let split = FunctionNode(
        .v3(
            "ImageRGBToYUV", category: "image/batch", inputs: [.socket("image", "IMAGE")],
            outputs: ["Y", "U", "V"].map { OutputSchema("IMAGE", name: $0) }, aliases: ["color space conversion"],
            "Parts pictures into their luma and two differences of colour, each a grey picture.")
    ) { inputs in
        let image = try inputs.image("image")
        guard image.shape[3] == 3 else {
            throw NodeError("ValueError", "the image has \(image.shape[3]) channels, not 3")
        }
        return (0..<3).map { part in
            .tensor(
                Layout.map(image.shape, from: image) { source, target in
                    for i in (0..<target.count / 3).halting(each: 8).lazy.map({ 3 * $0 }) {
                        let (red, blue) = (source[i], source[i + 2])
                        let luma = 0.299 * red + 0.587 * source[i + 1] + 0.114 * blue
                        let value = [luma, (blue - luma) * 0.564 + 0.5, (red - luma) * 0.713 + 0.5][part]
                        for c in 0..<3 { target[i + c] = value }
                    }
                })
        }
    }

    private static let join = FunctionNode(
        .v3(
            "ImageYUVToRGB", category: "image/batch", inputs: ["Y", "U", "V"].map { .socket($0, "IMAGE") },
            outputs: [OutputSchema("IMAGE")], aliases: ["color space conversion"],
            "Puts pictures together from their luma and two differences of colour.")
    ) { inputs in
        let parts = try ["Y", "U", "V"].map { mean(try inputs.image($0)) }
        let (luma, blueness, redness) = (parts[0], parts[1], parts[2])
        guard blueness.shape == luma.shape, redness.shape == luma.shape else {
            throw NodeError("RuntimeError", "the images have different sizes: \(parts.map { $0.shape.dropLast() })")
        }
        let result = blueness.withFloats { blueness in
            redness.withFloats { redness in
                Layout.map(Array(luma.shape.dropLast()) + [3], from: luma) { luma, target in
                    for i in luma.indices.halting() {
                        let (u, v) = (blueness[i] - 0.5, redness[i] - 0.5)
                        target[3 * i] = luma[i] + 1.403 * v
                        target[3 * i + 1] = luma[i] - 0.714 * v - 0.344 * u
                        target[3 * i + 2] = luma[i] + 1.773 * u
                    }
                }
            }
        }
        return [.tensor(result)]
    }

    /// The mean of the channels. [B, H, W, C] -> [B, H, W, 1]
    private static func mean(_ image: Tensor) -> Tensor {
        let channels = image.shape[3]
        return Layout.map(Array(image.shape.dropLast()) + [1], from: image) { source, target in
            for i in target.indices.halting() {
                var sum: Float = 0
                for c in 0..<channels { sum += source[i * channels + c] }
                target[i] = sum / Float(channels)
            }
        }
    }
}
