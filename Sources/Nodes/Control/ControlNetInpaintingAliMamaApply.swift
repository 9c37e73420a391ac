internal import Images
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// ControlNets that are told what is to be made new (alimama-creative's for SD3 and Flux) get the mask; others the
/// picture alone.
struct ControlNetInpaintingAliMamaApply: Node {
    var schema: NodeSchema {
        NodeSchema.v3(
            "ControlNetInpaintingAliMamaApply", category: "conditioning/controlnet",
            inputs: [
                .socket("positive", "CONDITIONING"), .socket("negative", "CONDITIONING"),
                .socket("control_net", "CONTROL_NET"), .socket("vae", "VAE"), .socket("image", "IMAGE"),
                .socket("mask", "MASK"),
            ] + ControlNetApplyAdvanced.range,
            outputs: ControlNetApplyAdvanced.outputs, aliases: ["masked controlnet"],
            "Lets a ControlNet for inpainting guide a part of sampling by a picture and a mask.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        guard let hint = try inputs.controlHint() else { return try inputs.controlled(by: nil) }
        let mask = try inputs.mask("mask")
        guard try inputs.controlNet().model.takesMasks else { return try inputs.controlled(by: hint) }
        let kept = mask.map { 1 - $0 }
        let picture = hint.picture
        let (batch, height, width, channels) = (
            picture.shape[0], picture.shape[1], picture.shape[2], picture.shape[3]
        )
        let fitted = try Resampling.mask(
            kept, width: width, height: height, crop: .center, cancellation: context.cancellation)
        let items = fitted.shape[0]
        guard items == 1 || batch == 1 || items == batch else {
            throw NodeError("RuntimeError", "\(items) masks do not go with images of shape \(picture.shape)")
        }
        let plane = height * width
        let masked = Layout.map([max(items, batch), height, width, channels], from: picture) { source, target in
            fitted.withFloats { kept in
                for i in target.indices.halting() {
                    let (item, place) = (i / channels).quotientAndRemainder(dividingBy: plane)
                    target[i] =
                        source[(item % batch * plane + place) * channels + i % channels]
                        * kept[item % items * plane + place].rounded(.toNearestOrEven)
                }
            }
        }
        return try inputs.controlled(
            by: ControlHint(
                picture: masked, strength: hint.strength, startPercent: hint.startPercent,
                endPercent: hint.endPercent, codec: hint.codec, mask: kept.reshaped(kept.shape + [1])))
    }
}
