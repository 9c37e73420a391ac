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
        let (batch, channels) = (x.shape[0], x.shape[1])
        if x.rank == 5 {
            let frames = Layout.framesAsBatch(x)
            let resized = try latent(
                frames, width: width, height: height, method, crop: crop, cancellation: cancellation)
            return Layout.framesOfBatch(resized, x.shape[2])
        }
        guard method == .bislerp || method == .lanczos else {
            // Channels have nothing to do with each other: planes resize as pictures of one channel.
            let planes = x.reshaped([batch * channels, x.shape[2], x.shape[3], 1])
            return try image(planes, width: width, height: height, method, crop: crop, cancellation: cancellation)
                .reshaped([batch, channels, height, width])
        }
        let result = try image(
            Layout.nhwc(x), width: width, height: height, method, crop: crop, cancellation: cancellation)
        return Layout.nchw(result)
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
