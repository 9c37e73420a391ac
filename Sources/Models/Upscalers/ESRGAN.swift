internal import Tensors

/// ESRGAN (Wang et al. 2018) and Real-ESRGAN (Wang et al. 2021), which has squares of pixels as channels where it enlarges
/// less.
final class ESRGAN: UpscaleNetwork {
    let scale: Int
    let channels: Int
    let byteCount: Int
    let room: WeightRoom
    /// Pixels that become one place's channels, along each side.
    private let unshuffle: Int
    private let input: ConvWeight
    private let blocks: [[ResidualDenseBlock]]
    private let body: ConvWeight
    private let doublings: [ConvWeight]
    private let ends: (ConvWeight, ConvWeight)

    /// - Parameter reader: at the older names
    init(_ reader: WeightReader) throws {
        room = reader.room
        let at = reader.at("model")
        input = try at.convolution("0")
        let width = input.outputs
        let count = at.count("1.sub") - 1
        guard count > 0 else { throw at.missing("1.sub.0.RDB1.conv1.0.weight") }
        blocks = try (0..<count).map { index in
            try (1...3).map { try ResidualDenseBlock(at.at("1.sub.\(index).RDB\($0)"), channels: width) }
        }
        body = try at.convolution("1.sub.\(count)", inputs: width, outputs: width)
        let last = at.children("").compactMap { $0.utf8.count < 4 ? Int($0) : nil }.max() ?? 0
        guard last >= 4, (last - 4) % 3 == 0, last <= 16 else {
            throw ModelError(.unsupported, "\(reader.fileName): an ESRGAN whose last layer is number \(last)")
        }
        doublings = try (0..<(last - 4) / 3).map {
            try at.convolution("\(3 * ($0 + 1))", inputs: width, outputs: width)
        }
        ends = (
            try at.convolution("\(last - 2)", inputs: width, outputs: width),
            try at.convolution("\(last)", inputs: width)
        )
        channels = ends.1.outputs
        switch input.inputs {
        case channels: unshuffle = 1
        case 4 * channels: unshuffle = 2
        case 16 * channels: unshuffle = 4
        default:
            throw at.badShape("0.weight", "takes \(input.inputs) channels, which do not fit the \(channels) it gives")
        }
        let enlarged = 1 << doublings.count
        guard enlarged % unshuffle == 0, channels == 1 || channels == 3 else {
            throw ModelError(
                .unsupported, "\(reader.fileName): an ESRGAN of \(channels) channels that enlarges \(enlarged) times")
        }
        scale = enlarged / unshuffle
        let dense = blocks.joined().reduce(0) { $0 + $1.byteCount }
        let convolutions = [input, body, ends.0, ends.1] + doublings
        byteCount = convolutions.reduce(dense) { $0 + $1.byteCount }
    }

    func callAsFunction(_ picture: Tensor, _ compute: Compute) throws -> Tensor {
        let (height, width) = (picture.shape[1], picture.shape[2])
        var x = picture
        if unshuffle > 1 { x = try x.reflected(toMultiplesOf: unshuffle).unshuffled(unshuffle) }
        let first = try compute.conv2d(x, input, padding: .same(1))
        x = first
        for block in blocks {
            let inner = try block.reduce(x) { try $1($0, compute) }
            x = try compute.add(x, inner, times: ResidualDenseBlock.scale)
        }
        x = try compute.conv2d(x, body, padding: .same(1), residual: first)
        for doubling in doublings {
            x = try compute.conv2d(x, doubling, padding: .same(1), upsampled: true, activation: .leakyRelu)
        }
        x = try compute.conv2d(x, ends.0, padding: .same(1), activation: .leakyRelu)
        x = try compute.conv2d(x, ends.1, padding: .same(1))
        return try x.cropped(rows: 0..<height * scale, columns: 0..<width * scale)
    }
}

extension Tensor {
    /// Longer at the bottom and the right, where it is mirrored without its edge, to multiples of a length.
    /// [N, H, W, C] -> [N, H', W', C]
    func reflected(toMultiplesOf length: Int) throws -> Tensor {
        let (batch, height, width, channels) = (shape[0], shape[1], shape[2], shape[3])
        func longer(_ side: Int) -> Int { (side + length - 1) / length * length }
        let (newHeight, newWidth) = (longer(height), longer(width))
        if newHeight == height && newWidth == width { return self }
        guard newHeight - height < height, newWidth - width < width else {
            throw ModelError(.badInput, "a picture of \(width)x\(height) is too small for this upscaler")
        }
        func source(_ place: Int, _ side: Int) -> Int { place < side ? place : 2 * (side - 1) - place }
        var result = try Tensor(allocating: [batch, newHeight, newWidth, channels])
        result.withMutableFloats { target in
            withFloats { values in
                for line in 0..<batch * newHeight {
                    let (item, y) = line.quotientAndRemainder(dividingBy: newHeight)
                    let row = (item * height + source(y, height)) * width
                    for x in 0..<newWidth {
                        let (to, from) = ((line * newWidth + x) * channels, (row + source(x, width)) * channels)
                        for c in 0..<channels { target[to + c] = values[from + c] }
                    }
                }
            }
        }
        return result
    }
}
