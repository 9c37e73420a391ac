internal import Tensors

/// The encoder or the decoder of Wan 2.1's autoencoder. All work on the frames of one item, [T, H, W, C].
struct WanHalf: Sendable {
    enum Direction: Sendable { case down, up }

    private enum Step: Sendable {
        case block(WanBlock)
        /// Of pictures, and of frames where there is a convolution for that.
        case resample(ConvWeight, time: CausalConvolution?)
    }

    let inputChannels: Int
    let outputChannels: Int
    let byteCount: Int
    private let direction: Direction
    private let input: CausalConvolution
    private let steps: [Step]
    private let middle: (WanBlock, WanAttention, WanBlock)
    private let norm: WanNorm
    private let output: CausalConvolution
    /// Of its widest image at full size.
    private let width: Int

    /// How much smaller the latent is than the picture, along each side; and along time.
    var scale: Int { 1 << steps.count { if case .resample = $0 { true } else { false } } }
    var timeScale: Int { 1 << steps.count { if case .resample(_, let time) = $0 { time != nil } else { false } } }
    /// Bytes of activations for each place of a frame of the latent, about.
    var placeByteCount: Int { 4 * 4 * width * scale * scale * (timeScale > 1 ? 2 : 1) }

    init(_ reader: WeightReader, _ direction: Direction) throws {
        self.direction = direction
        input = try CausalConvolution(reader.at("conv1"), kernel: (3, 3))
        inputChannels = input.inputs
        var channels = input.outputs
        func middle(_ channels: Int) throws -> (WanBlock, WanAttention, WanBlock) {
            let first = try WanBlock(reader.at("middle.0"), inputs: channels)
            return (
                first, try WanAttention(reader.at("middle.1"), channels: first.outputs),
                try WanBlock(reader.at("middle.2"), inputs: first.outputs)
            )
        }
        let middleUp = direction == .up ? try middle(channels) : nil
        channels = middleUp?.2.outputs ?? channels
        let path = direction == .down ? "downsamples" : "upsamples"
        var steps: [Step] = []
        for index in 0..<max(reader.count(path), 1) {
            let at = reader.at("\(path).\(index)")
            guard at.children("").contains("resample") else {
                let block = try WanBlock(at, inputs: channels)
                channels = block.outputs
                steps.append(.block(block))
                continue
            }
            let time =
                at.has("time_conv.weight")
                ? try CausalConvolution(
                    at.at("time_conv"), inputs: channels, outputs: direction == .up ? 2 * channels : channels,
                    kernel: (3, 1), stride: direction == .up ? 1 : 2) : nil
            let picture = try at.convolution("resample.1", inputs: channels)
            channels = picture.outputs
            steps.append(.resample(picture, time: time))
        }
        guard steps.count <= 64 else {
            throw ModelError(.unsupported, "\(reader.fileName): an autoencoder of \(steps.count) steps")
        }
        self.steps = steps
        if let middleUp {
            self.middle = middleUp
        } else {
            self.middle = try middle(channels)
            channels = self.middle.2.outputs
        }
        norm = try WanNorm(reader.at("head.0"), channels, axes: 3)
        output = try CausalConvolution(reader.at("head.2"), inputs: channels, kernel: (3, 3))
        outputChannels = output.outputs
        width = direction == .up ? channels : input.outputs
        let inner = steps.reduce(0) { sum, step in
            switch step {
            case .block(let block): sum + block.byteCount
            case .resample(let picture, let time): sum + picture.byteCount + (time?.byteCount ?? 0)
            }
        }
        byteCount =
            inner + input.byteCount + self.middle.0.byteCount + self.middle.1.byteCount + self.middle.2.byteCount
            + norm.byteCount + output.byteCount
    }

    /// [T, H, W, C]
    func callAsFunction(_ x: Tensor, _ compute: Compute) throws -> Tensor {
        var x = try input(x, compute)
        if direction == .up { x = try throughMiddle(x, compute) }
        for step in steps {
            switch step {
            case .block(let block): x = try block(x, compute)
            case .resample(let picture, let time):
                x = try direction == .up ? upsampled(x, picture, time, compute) : downsampled(x, picture, time, compute)
            }
        }
        if direction == .down { x = try throughMiddle(x, compute) }
        return try output(compute.activate(norm(x, compute), .silu), compute)
    }

    private func throughMiddle(_ x: Tensor, _ compute: Compute) throws -> Tensor {
        try middle.2(middle.1(middle.0(x, compute), compute), compute)
    }

    /// Each frame but the first becomes two, made of those frames alone.
    private func upsampled(
        _ x: Tensor, _ picture: ConvWeight, _ time: CausalConvolution?, _ compute: Compute
    ) throws -> Tensor {
        var x = x
        if let time, x.shape[0] > 1 {
            let (frames, channels) = (x.shape[0], x.shape[3])
            let pairs = try time(x.slice(1..<frames), compute)
            let halves = try compute.split(pairs, [channels, channels])
            let both = (0..<frames - 1).flatMap { frame in halves.map { $0.slice(frame..<frame + 1) } }
            x = Tensor.concatenated([x.slice(0..<1)] + both)
        }
        return try compute.conv2d(x, picture, padding: .same(1), upsampled: true)
    }

    /// The first frame stays; of the others two become one, with the frame before them.
    private func downsampled(
        _ x: Tensor, _ picture: ConvWeight, _ time: CausalConvolution?, _ compute: Compute
    ) throws -> Tensor {
        let smaller = try compute.conv2d(
            x, picture, stride: 2, padding: ConvPadding(top: 0, left: 0, bottom: 1, right: 1))
        guard let time, smaller.shape[0] > 2 else { return smaller }
        return Tensor.concatenated([smaller.slice(0..<1), try time.windows(smaller, compute)])
    }
}
