internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// Fewer colours. ComfyUI's palettes are Pillow's, whose median cut differs from this one in details.
struct ImageQuantize: Node {
    var schema: NodeSchema {
        .v3(
            "ImageQuantize", category: "image/postprocessing",
            inputs: [
                .socket("image", "IMAGE"), .int("colors", default: 256, min: 1, max: 256, step: 1),
                .combo("dither", Dithering.allCases.map(\.rawValue)),
            ],
            outputs: [OutputSchema("IMAGE")], "Draws pictures with few colours.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        guard image.shape[3] == 3 else {
            throw NodeError("ValueError", "colours are counted in images of 3 channels, not of \(image.shape[3])")
        }
        let limit = try inputs.int("colors")
        let dither = try inputs.choice("dither", Dithering.self)
        let (height, width) = (image.shape[1], image.shape[2])
        var result = Tensor(uninitialized: image.shape)
        try image.withFloats { source in
            try result.withMutableFloats { target in
                for item in 0..<image.shape[0] {
                    let start = item * height * width
                    // those, and twice their order
                    try TensorMemory.check(12 * height * width)
                    var pixels = try [Palette.Color](allocating: height * width, repeating: .zero)
                    for place in pixels.indices.halting(each: 3) {
                        let at = 3 * (start + place)
                        pixels[place] = Palette.Color(
                            Int32(PixelConversion.byte(source[at])), Int32(PixelConversion.byte(source[at + 1])),
                            Int32(PixelConversion.byte(source[at + 2])))
                    }
                    let palette = try Palette(of: pixels, limit: limit, context.cancellation)
                    try dither.apply(palette, to: &pixels, width: width, context.cancellation)
                    for place in pixels.indices.halting(each: 3) {
                        for c in 0..<3 { target[3 * (start + place) + c] = Float(pixels[place][c]) / 255 }
                    }
                }
            }
        }
        return .values(.tensor(result))
    }
}
