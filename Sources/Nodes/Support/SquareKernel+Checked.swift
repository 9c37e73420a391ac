internal import Images
internal import System
internal import Tensors
internal import Workflow

extension SquareKernel {
    /// image: [B, H, W, C], same shape; one too small to be mirrored as far as the kernel reaches is an error.
    func filtered(_ image: Tensor, _ cancellation: Cancellation?) throws -> Tensor {
        let (height, width) = (image.shape[1], image.shape[2])
        guard fits(width: width, height: height) else {
            throw NodeError("RuntimeError", "a radius of \(radius) is too large for an image of \(width)x\(height)")
        }
        return try apply(to: image, cancellation ?? Cancellation())
    }
}
