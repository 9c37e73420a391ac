internal import Tensors
internal import Workflow

extension Resampling {
    /// ComfyUI's `common_upscale` of a picture. x: [B, H, W, C] -> [B, height, width, C]
    static func image(
        _ x: Tensor, width: Int, height: Int, _ method: ResamplingMethod, crop: CropMethod = .disabled,
        cancellation: Cancellation?
    ) throws -> Tensor {
        let shape = try Allocation.checked([x.shape[0], height, width, x.shape[3]], "an image")
        let source = crop == .center ? cropped(x, toAspectOf: (width, height)) : x
        // ComfyUI would fail inside PyTorch; there is no picture in nothing.
        guard !shape.contains(0), !source.shape.contains(0) else {
            throw NodeError("ValueError", "cannot resize an image of shape \(source.shape) to \(width)x\(height)")
        }
        return try resize(source, width: width, height: height, method, cancellation: cancellation)
    }

    /// ComfyUI's `common_upscale` of a latent. x: [B, C, H, W] -> [B, C, height, width]
    static func latent(
        _ x: Tensor, width: Int, height: Int, _ method: ResamplingMethod, crop: CropMethod = .disabled,
        cancellation: Cancellation?
    ) throws -> Tensor {
        let (batch, channels) = (x.shape[0], x.shape[1])
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

    private static func cropped(_ x: Tensor, toAspectOf target: (width: Int, height: Int)) -> Tensor {
        let (height, width) = (x.shape[1], x.shape[2])
        let (left, top) = centerCrop(width: width, height: height, toAspectOf: target)
        return Layout.cropped(x, y: top..<max(height - top, top), x: left..<max(width - left, left))
    }
}

enum CropMethod: String, CaseIterable { case disabled, center }
