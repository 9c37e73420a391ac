internal import Tensors

/// What ControlNets of Flux.1 that go by pixels make of them: convolutions down to the latent's size (XLabs', as lllyasviel's
/// of Stable Diffusion, or MistoLine's).
struct PixelHintEncoder: Sendable {
    private struct Layer: Sendable {
        let weight: ConvWeight
        let stride: Int
        let padding: Int
    }

    private let layers: [Layer]
    let byteCount: Int

    /// - Parameter reader: at the ControlNet; nil if it has none
    init?(_ reader: WeightReader) throws {
        let isMistoLine = reader.has("input_cond_block.encoder.0.weight")
        guard isMistoLine || reader.has("input_hint_block.0.weight") else { return nil }
        let at = reader.at(isMistoLine ? "input_cond_block.encoder" : "input_hint_block")
        // those that halve the size
        let halving: Set<Int> = isMistoLine ? [3, 5, 7] : [2, 4, 6]
        var layers: [Layer] = []
        for index in 0..<at.count("") {
            let name = "\(2 * index)"
            guard let kernel = at.shape("\(name).weight")?.last, kernel % 2 == 1 else {
                throw at.missing("\(name).weight")
            }
            layers.append(
                Layer(
                    weight: try at.convolution(name, inputs: layers.last?.weight.outputs, kernel: kernel),
                    stride: halving.contains(index) ? 2 : 1, padding: kernel / 2))
        }
        guard !layers.isEmpty else { throw at.missing("0.weight") }
        self.layers = layers
        byteCount = layers.reduce(0) { $0 + $1.weight.byteCount }
    }

    /// - Parameters:
    ///   - height, width: of the latent
    /// - Returns: [N, C, height, width]
    func encoded(_ hint: ControlHint, height: Int, width: Int, _ compute: Compute) throws -> Tensor {
        let scale = HintEncoder.scale
        let picture = try hint.fitted(height: height * scale, width: width * scale, compute)
        let inputs = layers[0].weight.inputs
        guard picture.shape[3] >= inputs else {
            throw ModelError(
                .badInput, "the ControlNet wants pictures of \(inputs) channels, not \(picture.shape[3])")
        }
        var x = try picture.channels(inputs).mapped { $0 * 2 - 1 }
        for (index, layer) in layers.enumerated() {
            x = try compute.conv2d(
                x, layer.weight, stride: layer.stride, padding: .same(layer.padding),
                activation: index == layers.count - 1 ? .none : .silu)
        }
        return try compute.nchw(x)
    }
}
