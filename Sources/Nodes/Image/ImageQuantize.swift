internal import Formats
internal import Tensors
internal import Workflow

/// Fewer colours. ComfyUI's palettes are Pillow's, whose median cut differs from this one in details.
struct ImageQuantize: Node {
    private enum Dither: String, CaseIterable {
        case none
        case floydSteinberg = "floyd-steinberg"
        case bayer2 = "bayer-2"
        case bayer4 = "bayer-4"
        case bayer8 = "bayer-8"
        case bayer16 = "bayer-16"

        /// The side of Bayer's matrix; nil for the others.
        var order: Int? {
            switch self {
            case .none, .floydSteinberg: nil
            case .bayer2: 2
            case .bayer4: 4
            case .bayer8: 8
            case .bayer16: 16
            }
        }
    }

    var schema: NodeSchema {
        .v3(
            "ImageQuantize", category: "image/postprocessing",
            inputs: [
                .socket("image", "IMAGE"), .int("colors", default: 256, min: 1, max: 256, step: 1),
                .combo("dither", Dither.allCases.map(\.rawValue)),
            ],
            outputs: [OutputSchema("IMAGE")], "Draws pictures with few colours.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        guard image.shape[3] == 3 else {
            throw NodeError("ValueError", "colours are counted in images of 3 channels, not of \(image.shape[3])")
        }
        let limit = try inputs.int("colors")
        let dither = try inputs.choice("dither", Dither.self)
        let (height, width) = (image.shape[1], image.shape[2])
        var result = Tensor(uninitialized: image.shape)
        try image.withFloats { source in
            try result.withMutableFloats { target in
                for item in 0..<image.shape[0] {
                    let start = item * height * width
                    var pixels = (start..<start + height * width).map { place in
                        Palette.Color(
                            Int32(PixelConversion.byte(source[3 * place])),
                            Int32(PixelConversion.byte(source[3 * place + 1])),
                            Int32(PixelConversion.byte(source[3 * place + 2])))
                    }
                    let palette = Palette(of: pixels, limit: limit)
                    try Self.apply(palette, to: &pixels, width: width, dither, context.cancellation)
                    for (place, pixel) in pixels.enumerated() {
                        for c in 0..<3 { target[3 * (start + place) + c] = Float(pixel[c]) / 255 }
                    }
                }
            }
        }
        return .values(.tensor(result))
    }

    /// Gives each pixel a colour of the palette.
    private static func apply(
        _ palette: Palette, to pixels: inout [Palette.Color], width: Int, _ dither: Dither,
        _ cancellation: Cancellation
    ) throws {
        let matrix = dither.order.map { bayer(order: $0, spread: 512 / Float(palette.colors.count)) }
        for place in pixels.indices {
            let (y, x) = place.quotientAndRemainder(dividingBy: width)
            if x == 0 { try cancellation.check() }
            if let matrix {
                let shift = matrix[y % matrix.count][x % matrix.count]
                let shifted = SIMD3<Float>(pixels[place]) + shift
                pixels[place] = Palette.Color(shifted.clamped(lowerBound: .zero, upperBound: .init(repeating: 255)))
            }
            let wanted = pixels[place]
            pixels[place] = palette.nearest(wanted)
            guard dither == .floydSteinberg else { continue }
            let error = wanted &- pixels[place]
            func spread(_ dx: Int, _ dy: Int, _ sixteenths: Int32) {
                let neighbour = place + dy * width + dx
                guard (0..<width).contains(x + dx), neighbour < pixels.count else { return }
                pixels[neighbour] = (pixels[neighbour] &+ error &* sixteenths / 16)
                    .clamped(lowerBound: .zero, upperBound: .init(repeating: 255))
            }
            spread(1, 0, 7)
            spread(-1, 1, 3)
            spread(0, 1, 5)
            spread(1, 1, 1)
        }
    }

    /// Bayer's threshold matrix around 0.5, its steps `spread` in all.
    private static func bayer(order: Int, spread: Float) -> [[Float]] {
        var matrix: [[Float]] = [[0]]
        var cells: Float = 1
        while matrix.count < order {
            cells *= 4
            let side = matrix.count
            matrix = (0..<2 * side).map { y in
                (0..<2 * side).map { x in
                    let offset: Float = [[-1.5, 0.5], [1.5, -0.5]][y / side][x / side]
                    return matrix[y % side][x % side] + offset / cells
                }
            }
        }
        return matrix.map { $0.map { spread * $0 + 0.5 } }
    }
}
