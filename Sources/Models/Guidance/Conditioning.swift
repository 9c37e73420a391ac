package import Tensors

/// What steers the denoising: one or more encoded prompts.
package final class Conditioning: Sendable {
    package struct Entry: Sendable {
        /// [1, T, D]
        package var hidden: Tensor
        /// [1, P]
        package var pooled: Tensor?
        package var sizes: PictureSizes

        package init(hidden: Tensor, pooled: Tensor? = nil, sizes: PictureSizes = PictureSizes()) {
            self.hidden = hidden
            self.pooled = pooled
            self.sizes = sizes
        }
    }

    /// Their predictions are averaged.
    package let entries: [Entry]

    package init(_ entries: [Entry]) { self.entries = entries }
}
