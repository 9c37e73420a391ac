internal import Images
internal import System
internal import Tensors
internal import Workflow

/// ComfyUI's `common_upscale`, with the sizes checked.
extension Resampling {
    /// x: [B, H, W, C] -> [B, height, width, C]
    static func image(
        _ x: Tensor, width: Int, height: Int, _ method: ResamplingMethod, crop: CropMethod = .disabled,
        cancellation: Cancellation?
    ) throws -> Tensor {
        let shape = try Allocation.checked([x.shape[0], height, width, x.shape[3]], "an image")
        let source = crop == .center ? centerCropped(x, toAspectOf: (width, height)) : x
        // ComfyUI would fail inside PyTorch; there is no picture in nothing.
        guard !shape.contains(0), !source.shape.contains(0) else {
            throw NodeError("ValueError", "cannot resize an image of shape \(source.shape) to \(width)x\(height)")
        }
        return try resize(source, width: width, height: height, method, cancellation: cancellation)
    }

    /// x: [B, C, H, W] -> [B, C, height, width]; of a film each frame: [B, C, T, H, W] -> [B, C, T, height, width]
    static func latent(
        _ x: Tensor, width: Int, height: Int, _ method: ResamplingMethod, crop: CropMethod = .disabled,
        cancellation: Cancellation?
    ) throws -> Tensor {
        let (channels, sides) = (x.shape[1], Array(x.shape.suffix(2)))
        func resized(_ pictures: Tensor) throws -> Tensor {
            try image(pictures, width: width, height: height, method, crop: crop, cancellation: cancellation)
        }
        let shape = Array(x.shape.dropLast(2)) + [height, width]
        guard method == .bislerp || method == .lanczos else {
            // Channels have nothing to do with each other: planes resize as pictures of one channel.
            return try resized(x.reshaped([x.shape.dropLast(2).reduce(1, *)] + sides + [1])).reshaped(shape)
        }
        // Frames of a film are one picture's rows until the channels are last, and pictures then.
        let frames = x.shape[0] * x.shape[2..<(x.rank - 2)].reduce(1, *)
        let pictures = Layout.transposed(x, channels, x.shape[2...].reduce(1, *))
        let result = try resized(pictures.reshaped([frames] + sides + [channels]))
        let places = shape[2...].reduce(1, *)
        return Layout.transposed(result.reshaped([x.shape[0], places, channels]), places, channels).reshaped(shape)
    }

    /// mask: [B, H, W] -> [B, height, width, 1]
    static func mask(
        _ mask: Tensor, width: Int, height: Int, _ method: ResamplingMethod = .bilinear, crop: CropMethod = .disabled,
        cancellation: Cancellation?
    ) throws -> Tensor {
        try image(
            mask.reshaped(mask.shape + [1]), width: width, height: height, method, crop: crop,
            cancellation: cancellation)
    }
}
