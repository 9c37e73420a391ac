internal import Images
internal import System
internal import Tensors
internal import Workflow

struct SplitImageWithAlpha: Node {
    var schema: NodeSchema {
        .v3(
            "SplitImageWithAlpha", displayName: "Split Image with Alpha", category: "mask/compositing",
            inputs: [.socket("image", "IMAGE")], outputs: [OutputSchema("IMAGE"), OutputSchema("MASK")],
            "Parts a picture's colours from its transparency.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let channels = min(image.shape[3], 3)
        let colors = Layout.map(Array(image.shape.dropLast()) + [channels], from: image) { source, target in
            for i in target.indices.halting() { target[i] = source[i / channels * image.shape[3] + i % channels] }
        }
        let mask =
            image.shape[3] > 3
            ? image.channel(3).map { 1 - $0 } : Tensor(zeros: Array(image.shape.dropLast()))
        return .values(.tensor(colors), .tensor(mask))
    }
}

struct JoinImageWithAlpha: Node {
    var schema: NodeSchema {
        .v3(
            "JoinImageWithAlpha", displayName: "Join Image with Alpha", category: "mask/compositing",
            inputs: [.socket("image", "IMAGE"), .socket("alpha", "MASK")], outputs: [OutputSchema("IMAGE")],
            "Makes a picture transparent where the mask is 1.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let mask = try inputs.mask("alpha")
        let (height, width, channels) = (image.shape[1], image.shape[2], image.shape[3])
        guard channels >= 3 else { throw NodeError("RuntimeError", "the image has no colours") }
        let batch = min(image.shape[0], mask.shape[0])
        let planes = try Resampling.mask(
            mask.slice(0..<batch), width: width, height: height, cancellation: context.cancellation)
        let result = planes.withFloats { planes in
            Layout.map([batch, height, width, 4], from: image) { source, target in
                for i in target.indices.halting() {
                    target[i] = i % 4 == 3 ? 1 - planes[i / 4] : source[i / 4 * channels + i % 4]
                }
            }
        }
        return .values(.tensor(result))
    }
}
