package import Tensors

extension PatchGrid {
    /// The same for each frame, one behind the other. x: [B, C, T, H, W] -> [B, T * rows * columns, C * size * size]
    func tokens(frames x: Tensor, _ order: Order) throws(OutOfMemoryError) -> Tensor {
        var parts: [Tensor] = []
        for frame in 0..<x.shape[2] { parts.append(try tokens(x.frame(frame), order)) }
        return try Tensor.joiningTokens(parts)
    }

    /// tokens: [B, count * rows * columns, C * size * size] -> [B, C, count, H, W]
    func frames(_ tokens: Tensor, count: Int, _ order: Order) throws(OutOfMemoryError) -> Tensor {
        var parts: [Tensor] = []
        for frame in 0..<count {
            let part = try tokens.tokens(frame * self.count..<(frame + 1) * self.count)
            parts.append(try picture(part, order))
        }
        return try Tensor.joiningFrames(parts)
    }
}

extension Tensor {
    /// [B, C, H, W] -> [B, C, 1, H, W]
    var withFrames: Tensor { reshaped([shape[0], shape[1], 1] + shape.dropFirst(2)) }

    /// [B, C, T, H, W] -> [B, C, H, W]
    package func frame(_ index: Int) throws(OutOfMemoryError) -> Tensor {
        let (batch, channels, frames, height, width) = (shape[0], shape[1], shape[2], shape[3], shape[4])
        if frames == 1 { return reshaped([batch, channels, height, width]) }
        return try reshaped([batch * channels, frames, height, width]).tokens(index..<index + 1)
            .reshaped([batch, channels, height, width])
    }

    /// [[B, C, H, W]] -> [B, C, T, H, W]
    static func joiningFrames(_ frames: [Tensor]) throws(OutOfMemoryError) -> Tensor {
        let shape = frames[0].shape
        let parts = frames.map { $0.reshaped([shape[0] * shape[1], 1, shape[2], shape[3]]) }
        return try joiningTokens(parts).reshaped([shape[0], shape[1], frames.count, shape[2], shape[3]])
    }
}
