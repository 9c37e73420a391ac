internal import Tensors

extension Tensor {
    /// Pictures of another size, each place of which is the one that it lies in: PyTorch's `interpolate` with "nearest",
    /// which finds it in single precision. [B, H, W, C] -> [B, height, width, C]
    func nearest(height: Int, width: Int) throws(OutOfMemoryError) -> Tensor {
        let (batch, oldHeight, oldWidth, channels) = (shape[0], shape[1], shape[2], shape[3])
        precondition(rank == 4 && count > 0 && height > 0 && width > 0)
        func places(_ old: Int, _ new: Int) -> [Int] {
            let scale = Float(old) / Float(new)
            return (0..<new).map { Swift.min(Int(Float($0) * scale), old - 1) }
        }
        let (rows, columns) = (places(oldHeight, height), places(oldWidth, width))
        var result = try Tensor(allocating: [batch, height, width, channels])
        result.withMutableFloats { target in
            withFloats { source in
                var at = 0
                for item in 0..<batch {
                    for row in rows {
                        for column in columns {
                            let from = ((item * oldHeight + row) * oldWidth + column) * channels
                            for channel in 0..<channels { target[at + channel] = source[from + channel] }
                            at += channels
                        }
                    }
                }
            }
        }
        return result
    }
}
