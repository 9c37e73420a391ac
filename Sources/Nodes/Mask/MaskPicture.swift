internal import Images
internal import Tensors
internal import Workflow

/// Masks as pictures.
enum MaskPicture {
    /// mask: [B, H, W] -> [B, H, W, 3]
    static func image(_ mask: Tensor) throws(NodeError) -> Tensor {
        Layout.map(try Allocation.checked(mask.shape + [3], "an image"), from: mask) { source, target in
            for i in target.indices.halting() { target[i] = source[i / 3] }
        }
    }
}
