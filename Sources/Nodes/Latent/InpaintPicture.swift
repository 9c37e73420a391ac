internal import Images
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// The part of a picture that an autoencoder sees, grey where a mask says that it is to be painted anew.
struct InpaintPicture {
    /// [B, H, W, C]
    let picture: Tensor
    /// In the picture's size and cut like it, not rounded. [M, H, W, 1]
    let mask: Tensor

    /// - Parameters:
    ///   - picture: [B, H, W, 3 or more]
    ///   - mask: [M, h, w], one or one for each picture
    init(
        _ picture: Tensor, mask: Tensor, for vae: any LatentCodec, _ cancellation: Cancellation?
    ) throws {
        let items = mask.shape[0]
        guard items == 1 || items == picture.shape[0], picture.shape[3] >= 3 else {
            throw NodeError("RuntimeError", "\(items) masks do not go with images of shape \(picture.shape)")
        }
        let fitted = try Resampling.mask(
            mask, width: picture.shape[2], height: picture.shape[1], cancellation: cancellation)
        let (rows, columns) = (vae.middle(picture.shape[1]), vae.middle(picture.shape[2]))
        guard !rows.isEmpty, !columns.isEmpty else {
            throw NodeError("ValueError", "an image of shape \(picture.shape) is too small")
        }
        var part = Layout.cropped(picture, y: rows, x: columns)
        let hole = Layout.cropped(fitted, y: rows, x: columns)
        let (channels, plane) = (part.shape[3], rows.count * columns.count)
        part.withMutableFloats { pixels in
            hole.withFloats { hole in
                for i in pixels.indices.halting() where i % channels < 3 {
                    let kept = 1 - hole[i / channels % (items * plane)].rounded(.toNearestOrEven)
                    pixels[i] = (pixels[i] - 0.5) * kept + 0.5
                }
            }
        }
        (self.picture, self.mask) = (part, hole)
    }
}
