internal import Glibc
internal import Tensors

/// Makes pixels of patches' tokens (Chroma Radiance): each pixel of what was put in, with waves of its place in the patch,
/// goes through layers whose weights the token says.
struct PatchFieldHead: Sendable {
    /// Numbers of a pixel between the layers.
    let inner: Int
    private let patch: Int
    private let embedder: LinearWeight
    private let blocks: [PatchFieldBlock]
    private let norm: RMSNorm
    private enum Output {
        case linear(LinearWeight)
        case convolution(ConvWeight)
    }
    private let output: Output
    /// [patch * patch, waves]
    private let waves: Tensor

    /// Patches that go through the layers at once: their weights take memory.
    private static let patchesAtOnce = 64

    /// - Parameters:
    ///   - reader: at the network
    ///   - width: of a token
    init(_ reader: WeightReader, channels: Int, patch: Int, width: Int) throws {
        self.patch = patch
        embedder = try reader.linear("nerf_image_embedder.embedder.0")
        let count = Int(Double(max(embedder.inputs - channels, 0)).squareRoot())
        guard count > 0, count * count == embedder.inputs - channels else {
            throw reader.badShape(
                "nerf_image_embedder.embedder.0.weight", "takes \(embedder.inputs) numbers, which are no waves")
        }
        let inner = embedder.outputs
        self.inner = inner
        waves = Self.waves(count, patch: patch)
        blocks = try (0..<max(reader.count("nerf_blocks"), 1)).map {
            try PatchFieldBlock(reader.at("nerf_blocks.\($0)"), width: inner, token: width)
        }
        let isConvolution = reader.has("nerf_final_layer_conv.norm.scale")
        let last = reader.at(isConvolution ? "nerf_final_layer_conv" : "nerf_final_layer")
        norm = try RMSNorm(last.at("norm"), inner, name: "scale", eps: 1e-6)
        output =
            isConvolution
            ? .convolution(try last.convolution("conv", inputs: inner, outputs: channels))
            : .linear(try last.linear("linear", inputs: inner, outputs: channels))
    }

    /// Cosines over a patch, of frequencies i across and j down: cos(pi i x) cos(pi j y) / (1 + i j), x and y 0...1.
    private static func waves(_ count: Int, patch: Int) -> Tensor {
        var values: [Float] = []
        for place in 0..<patch * patch {
            let step = Double(max(patch - 1, 1))
            let (y, x) = (Double(place / patch) / step, Double(place % patch) / step)
            for i in 0..<count {
                for j in 0..<count {
                    let wave = cos(x * Double(i) * .pi) * cos(y * Double(j) * .pi)
                    values.append(Float(wave / Double(1 + i * j)))
                }
            }
        }
        return Tensor(values, shape: [patch * patch, count * count])
    }

    /// - Parameters:
    ///   - x: [B, C, H, W]
    ///   - tokens: [B, T, width] of the grid's patches
    /// - Returns: [B, C, H, W]
    func callAsFunction(_ x: Tensor, _ tokens: Tensor, _ grid: PatchGrid, _ compute: Compute) throws -> Tensor {
        let (channels, pixels) = (x.shape[1], patch * patch)
        let count = x.shape[0] * grid.count
        let colours = try grid.tokens(x, .channelsLast).reshaped([count, pixels * channels])
        let tokens = tokens.reshaped([count, tokens.shape[2]])
        var picture = try Tensor(allocating: [x.shape[0], grid.rows * patch, grid.columns * patch, inner])
        for start in stride(from: 0, to: count, by: Self.patchesAtOnce) {
            let range = start..<min(start + Self.patchesAtOnce, count)
            let own = colours.slice(range).reshaped([range.count * pixels, channels])
            let places = Tensor.concatenated(Array(repeating: waves, count: range.count))
            var h = try compute.linear(compute.concatChannels(own, places), embedder)
                .reshaped([range.count, pixels, inner])
            for block in blocks { h = try block(h, tokens: tokens.slice(range), compute) }
            put(h, range, grid, into: &picture)
        }
        let normed = try norm(picture, compute)
        let coloured =
            switch output {
            case .linear(let layer): try compute.linear(normed, layer)
            case .convolution(let layer): try compute.conv2d(normed, layer, padding: .same(1))
            }
        return try compute.nchw(coloured.cropped(rows: 0..<grid.height, columns: 0..<grid.width))
    }

    /// Patches at their places. h: [range.count, patch * patch, inner]
    private func put(_ h: Tensor, _ range: Range<Int>, _ grid: PatchGrid, into picture: inout Tensor) {
        let (row, across) = (patch * inner, grid.columns * patch * inner)
        picture.withMutableFloats { target in
            h.withFloats { source in
                for (index, place) in range.enumerated() {
                    // rows of patches of all items lie below one another
                    let (line, column) = (place / grid.columns, place % grid.columns)
                    for y in 0..<patch {
                        let to = (line * patch + y) * across + column * row
                        let from = (index * patch + y) * row
                        for i in 0..<row { target[to + i] = source[from + i] }
                    }
                }
            }
        }
    }

    var byteCount: Int {
        let last =
            switch output {
            case .linear(let layer): layer.byteCount
            case .convolution(let layer): layer.byteCount
            }
        return blocks.reduce(embedder.byteCount + norm.byteCount + last) { $0 + $1.byteCount }
    }
}
