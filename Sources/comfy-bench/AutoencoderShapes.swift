internal import SyntheticModels

/// The operations of Stable Diffusion's autoencoder (the same for all of the family).
enum AutoencoderShapes {
    private static let channels = 128
    private static let multipliers = [1, 2, 4, 4]
    private static let blocks = 2

    /// - Parameters: of the latent.
    static func decoder(height: Int, width: Int) -> OperationList {
        var list = OperationList()
        var (h, w, current) = (height, width, channels * multipliers.last!)
        list.add(.linear(m: h * w, k: 4, n: 4))
        list.add(.convolution(batch: 1, height: h, width: w, inputs: 4, outputs: current))
        middle(&list, h, w, current)
        for (level, multiplier) in multipliers.enumerated().reversed() {
            for _ in 0...blocks {
                block(&list, h, w, current, channels * multiplier)
                current = channels * multiplier
            }
            guard level > 0 else { continue }
            list.add(
                .convolution(batch: 1, height: h, width: w, inputs: current, outputs: current, upsampled: true))
            (h, w) = (h * 2, w * 2)
        }
        list.add(.groupNorm(batch: 1, height: h, width: w, channels: current, silu: true))
        list.add(.convolution(batch: 1, height: h, width: w, inputs: current, outputs: 3))
        return list
    }

    /// - Parameters: of the picture.
    static func encoder(height: Int, width: Int) -> OperationList {
        var list = OperationList()
        var (h, w, current) = (height, width, channels)
        list.add(.convolution(batch: 1, height: h, width: w, inputs: 3, outputs: current))
        for (level, multiplier) in multipliers.enumerated() {
            for _ in 0..<blocks {
                block(&list, h, w, current, channels * multiplier)
                current = channels * multiplier
            }
            guard level < multipliers.count - 1 else { continue }
            list.add(.convolution(batch: 1, height: h, width: w, inputs: current, outputs: current, stride: 2))
            (h, w) = (h / 2, w / 2)
        }
        middle(&list, h, w, current)
        list.add(.groupNorm(batch: 1, height: h, width: w, channels: current, silu: true))
        list.add(.convolution(batch: 1, height: h, width: w, inputs: current, outputs: 8))
        list.add(.linear(m: h * w, k: 8, n: 8))
        return list
    }

    private static func middle(_ list: inout OperationList, _ h: Int, _ w: Int, _ channels: Int) {
        block(&list, h, w, channels, channels)
        list.add(.groupNorm(batch: 1, height: h, width: w, channels: channels, silu: false))
        for _ in 0..<4 { list.add(.linear(m: h * w, k: channels, n: channels)) }
        list.add(.attention(batch: 1, queries: h * w, keys: h * w, heads: 1, headWidth: channels))
        block(&list, h, w, channels, channels)
    }

    private static func block(_ list: inout OperationList, _ h: Int, _ w: Int, _ inputs: Int, _ outputs: Int) {
        list.add(.groupNorm(batch: 1, height: h, width: w, channels: inputs, silu: true))
        list.add(.convolution(batch: 1, height: h, width: w, inputs: inputs, outputs: outputs))
        list.add(.groupNorm(batch: 1, height: h, width: w, channels: outputs, silu: true))
        list.add(.convolution(batch: 1, height: h, width: w, inputs: outputs, outputs: outputs))
        if inputs != outputs { list.add(.linear(m: h * w, k: inputs, n: outputs)) }
    }

    /// TAESD's.
    ///
    /// - Parameters: of the latent.
    static func tinyDecoder(height: Int, width: Int) -> OperationList {
        var list = OperationList()
        let channels = 64
        var (h, w) = (height, width)
        func convolution(_ inputs: Int = channels, outputs: Int = channels, upsampled: Bool = false) {
            list.add(
                .convolution(batch: 1, height: h, width: w, inputs: inputs, outputs: outputs, upsampled: upsampled))
        }
        convolution(4)
        for _ in 0..<3 {
            for _ in 0..<9 { convolution() }
            convolution(upsampled: true)
            (h, w) = (h * 2, w * 2)
        }
        for _ in 0..<3 { convolution() }
        convolution(outputs: 3)
        return list
    }
}
