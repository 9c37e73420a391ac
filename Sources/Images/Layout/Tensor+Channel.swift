package import Tensors

extension Tensor {
    /// One channel of pictures. [B, H, W, C] -> [B, H, W]
    package func channel(_ index: Int) -> Tensor {
        let channels = shape[3]
        return Layout.map(Array(shape.dropLast()), from: self) { source, target in
            for i in target.indices.halting() { target[i] = source[i * channels + index] }
        }
    }
}
