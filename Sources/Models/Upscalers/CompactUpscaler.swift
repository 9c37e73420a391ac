internal import Tensors

/// Real-ESRGAN's compact form (xinntao/Real-ESRGAN, realesrgan/archs/srvgg_arch.py): convolutions at the picture's size,
/// whose channels become the larger picture's pixels, added to its own.
final class CompactUpscaler: UpscaleNetwork {
    let scale: Int
    let channels: Int
    let byteCount: Int
    let room: WeightRoom
    private let convolutions: [ConvWeight]
    /// Of the activation behind each but the last. [C]
    private let slopes: [Tensor]

    /// - Parameter reader: at the tensors `body.0...`
    init(_ reader: WeightReader) throws {
        room = reader.room
        let count = reader.count("body")
        guard count >= 3, count % 2 == 1 else {
            throw ModelError(.badShape, "\(reader.fileName): \(count) layers do not make a compact upscaler")
        }
        var convolutions: [ConvWeight] = []
        var slopes: [Tensor] = []
        for index in stride(from: 0, to: count, by: 2) {
            convolutions.append(
                try reader.convolution("body.\(index)", inputs: convolutions.last?.outputs))
            guard index + 1 < count else { continue }
            slopes.append(try reader.tensor("body.\(index + 1).weight", [convolutions.last!.outputs]))
        }
        let (inputs, outputs) = (convolutions[0].inputs, convolutions.last!.outputs)
        let factor = inputs > 0 ? Int(Double(outputs / inputs).squareRoot()) : 0
        guard inputs == 1 || inputs == 3, (1...8).contains(factor), factor * factor * inputs == outputs else {
            throw ModelError(
                .badShape, "\(reader.fileName): a compact upscaler from \(inputs) channels to \(outputs)")
        }
        (scale, channels, self.convolutions, self.slopes) = (factor, inputs, convolutions, slopes)
        byteCount = convolutions.reduce(slopes.reduce(0) { $0 + $1.byteCount }) { $0 + $1.byteCount }
    }

    func callAsFunction(_ picture: Tensor, _ compute: Compute) throws -> Tensor {
        var x = picture
        for (index, convolution) in convolutions.enumerated() {
            x = try compute.conv2d(x, convolution, padding: .same(1))
            if index < slopes.count { x = try compute.slope(x, slopes[index]) }
        }
        return try compute.add(x.shuffled(scale), picture.repeatedPixels(scale))
    }
}

extension Tensor {
    /// Each pixel `factor` times along each side. [N, H, W, C] -> [N, f H, f W, C]
    func repeatedPixels(_ factor: Int) throws(OutOfMemoryError) -> Tensor {
        guard factor > 1 else { return self }
        let (batch, height, width, channels) = (shape[0], shape[1], shape[2], shape[3])
        var result = try Tensor(allocating: [batch, height * factor, width * factor, channels])
        let row = width * factor * channels
        result.withMutableFloats { target in
            withFloats { source in
                for line in 0..<batch * height * factor {
                    let from = line / factor * width * channels
                    for column in 0..<width * factor {
                        for c in 0..<channels {
                            target[line * row + column * channels + c] = source[from + column / factor * channels + c]
                        }
                    }
                }
            }
        }
        return result
    }
}
