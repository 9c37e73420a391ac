internal import Glibc
internal import Tensors

/// TAESD's encoder or decoder: numbered layers one after the other. All work on [B, H, W, C].
struct TinyHalf: Sendable {
    enum Kind: Sendable { case encoder, decoder }

    private enum Layer: Sendable {
        case convolution(ConvWeight, stride: Int, upsampled: Bool, Activation)
        /// Three convolutions around which the picture passes, and a 1x1 convolution of it where channels change.
        case block([ConvWeight], skip: LinearWeight?)
    }

    /// Channels of its pictures.
    static let width = 64

    let inputs: Int
    let outputs: Int
    let byteCount: Int
    private let layers: [Layer]

    /// - Parameter reader: at the numbers
    init(_ reader: WeightReader, _ kind: Kind) throws {
        var layers: [Layer] = []
        var channels: Int?
        var byteCount = 0
        func convolution(
            _ index: Int, stride: Int = 1, upsampled: Bool = false, bias: Bool = true, _ activation: Activation = .none,
            outputs: Int? = nil
        ) throws {
            let weight = try reader.convolution("\(index)", inputs: channels, outputs: outputs, bias: bias)
            layers.append(.convolution(weight, stride: stride, upsampled: upsampled, activation))
            channels = weight.outputs
            byteCount += weight.byteCount
        }
        func block(_ index: Int) throws {
            let at = reader.at("\(index)")
            let first = try at.convolution("conv.0", inputs: channels)
            let second = try at.convolution("conv.2", inputs: first.outputs)
            let third = try at.convolution("conv.4", inputs: second.outputs)
            let skip =
                channels == third.outputs
                ? nil
                : try at.linear(
                    "skip", inputs: channels, outputs: third.outputs, bias: false)
            layers.append(.block([first, second, third], skip: skip))
            channels = third.outputs
            byteCount += first.byteCount + second.byteCount + third.byteCount + (skip?.byteCount ?? 0)
        }
        // numbers as in the lists of taesd.py, where layers without weights count
        switch kind {
        case .encoder:
            try convolution(0)
            inputs = 3
            try block(1)
            for level in [2, 6, 10] {
                try convolution(level, stride: 2, bias: false)
                for index in 1...3 { try block(level + index) }
            }
            try convolution(14)
        case .decoder:
            try convolution(1, .relu)
            guard case .convolution(let first, _, _, _) = layers[0] else { preconditionFailure() }
            inputs = first.inputs
            for level in [3, 8, 13] {
                for index in 0..<3 { try block(level + index) }
                try convolution(level + 4, upsampled: true, bias: false)
            }
            try block(18)
            try convolution(19, outputs: 3)
        }
        if kind == .encoder, case .convolution(let first, _, _, _) = layers[0], first.inputs != 3 {
            throw reader.badShape("0.weight", "takes \(first.inputs) channels instead of a picture's 3")
        }
        (self.layers, self.byteCount, outputs) = (layers, byteCount, channels ?? 0)
    }

    /// What keeps latents in bounds before they are decoded.
    static func clamped(_ x: Float) -> Float { tanh(x / 3) * 3 }

    func callAsFunction(_ input: Tensor, _ compute: Compute) throws -> Tensor {
        var x = input
        for layer in layers {
            switch layer {
            case .convolution(let weight, let stride, let upsampled, let activation):
                x = try compute.conv2d(
                    x, weight, stride: stride, padding: .same(1), upsampled: upsampled, activation: activation)
            case .block(let convolutions, let skip):
                var h = try compute.conv2d(x, convolutions[0], padding: .same(1), activation: .relu)
                h = try compute.conv2d(h, convolutions[1], padding: .same(1), activation: .relu)
                let residual = try skip.map { try compute.linear(x, $0) } ?? x
                x = try compute.conv2d(
                    h, convolutions[2], padding: .same(1), activation: .relu, residual: residual)
            }
        }
        return x
    }
}
