internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

struct BatchImagesNode: Node {
    var schema: NodeSchema {
        .v3(
            "BatchImagesNode", displayName: "Batch Images", category: "image",
            inputs: [.series("images", of: "image", "IMAGE")], outputs: [OutputSchema("IMAGE")],
            aliases: ["batch", "image batch", "batch images", "combine images", "merge images", "stack images"],
            "Puts pictures into one batch, resized to the size of the first.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let images = try inputs.series("images", of: "image").map { try inputs.image($0) }
        return .values(.tensor(try Self.joined(images, context.cancellation)))
    }

    /// All pictures in one batch, resized to the size of the first.
    static func joined(_ images: [Tensor], _ cancellation: Cancellation) throws -> Tensor {
        let channels = images.map { $0.shape[3] }.max() ?? 0
        // ComfyUI adds one opaque channel to those with fewer; a difference of two it cannot join either.
        let images = images.map { $0.shape[3] < channels ? Layout.addingOnes($0) : $0 }
        guard let first = images.first, images.allSatisfy({ $0.shape[3] == channels }) else {
            let shapes = images.map { "\($0.shape)" }.joined(separator: " and ")
            throw NodeError("RuntimeError", "cannot batch images of shapes \(shapes)")
        }
        let fitted = try images.map { image in
            if image.shape[1...] == first.shape[1...] { return image }
            return try Resampling.image(
                image, width: first.shape[2], height: first.shape[1], .bilinear, crop: .center,
                cancellation: cancellation)
        }
        return Tensor.concatenated(fitted)
    }
}
