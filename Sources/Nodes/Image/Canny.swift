internal import Images
internal import System
internal import Tensors
internal import Workflow

struct Canny: Node {
    var schema: NodeSchema {
        .v3(
            "Canny", category: "image/preprocessors",
            inputs: [
                .socket("image", "IMAGE"), .float("low_threshold", default: 0.4, min: 0.01, max: 0.99, step: 0.01),
                .float("high_threshold", default: 0.8, min: 0.01, max: 0.99, step: 0.01),
            ],
            outputs: [OutputSchema("IMAGE")], aliases: ["edge detection", "outline", "contour detection", "line art"],
            "Draws the edges of pictures, white on black.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let (low, high) = (Float(try inputs.float("low_threshold")), Float(try inputs.float("high_threshold")))
        let channels = image.shape[3]
        guard channels == 1 || channels == 3 else {
            throw NodeError("ValueError", "edges are found in images of 1 or 3 channels, not of \(channels)")
        }
        guard 0 < low, low <= high else {
            throw NodeError("ValueError", "low_threshold must be positive and at most high_threshold")
        }
        // of a picture: strengths, directions, what is weak and found, and places to look at
        try TensorMemory.check(32 * image.shape[1] * image.shape[2])
        let (rows, columns) = EdgeDetector.blur
        let blurred = try columns.filtered(
            rows.filtered(EdgeDetector.grey(image), context.cancellation), context.cancellation)
        return .values(.tensor(try EdgeDetector(low: low, high: high).edges(of: blurred, context.cancellation)))
    }
}
