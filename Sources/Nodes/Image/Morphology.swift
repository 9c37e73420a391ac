internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

struct Morphology: Node {
    private enum Operation: String, CaseIterable {
        case erode, dilate, open, close, gradient
        case bottomHat = "bottom_hat"
        case topHat = "top_hat"
    }

    var schema: NodeSchema {
        .v3(
            "Morphology", displayName: "ImageMorphology", category: "image/postprocessing",
            inputs: [
                .socket("image", "IMAGE"), .combo("operation", Operation.allCases.map(\.rawValue)),
                .int("kernel_size", default: 3, min: 3, max: 999, step: 1, linked: 1...4096),
            ],
            outputs: [OutputSchema("IMAGE")], aliases: ["erode", "dilate"],
            "Widens or narrows what is light, or shows where that changes something.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let size = try inputs.int("kernel_size")
        func eroded(_ x: Tensor) throws -> Tensor { try SquareExtreme.least(size).apply(to: x, context.cancellation) }
        func dilated(_ x: Tensor) throws -> Tensor { try SquareExtreme.most(size).apply(to: x, context.cancellation) }
        let result =
            switch try inputs.choice("operation", Operation.self) {
            case .erode: try eroded(image)
            case .dilate: try dilated(image)
            case .open: try dilated(eroded(image))
            case .close: try eroded(dilated(image))
            case .gradient: try dilated(image) - eroded(image)
            case .topHat: try image - dilated(eroded(image))
            case .bottomHat: try eroded(dilated(image)) - image
            }
        return .values(.tensor(result))
    }
}
