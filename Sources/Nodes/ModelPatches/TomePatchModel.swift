internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct TomePatchModel: Node {
    var schema: NodeSchema {
        .v3(
            "TomePatchModel", category: "model_patches/unet",
            inputs: [
                .socket("model", "MODEL"),
                .float("ratio", default: 0.3, min: 0, max: 1, step: 0.01),
            ],
            outputs: [OutputSchema("MODEL")],
            "Merges places that are alike before they attend, which takes less time (Bolya and Hoffman, 2023).")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let ratio = try inputs.float("ratio")
        return .values(
            try inputs.patchedModel { options in
                options.patches.selfAttention.around.append { inputs, call, attend in
                    let tokens = inputs.x.shape[1]
                    // only at full size
                    let share = call.height * call.width / max(tokens, 1)
                    guard Int(Double(share).squareRoot().rounded(.up)) <= 1, share >= 1, let random = call.random
                    else { return try attend(inputs) }
                    let merge = TokenMerge(
                        inputs.x, height: call.height, width: call.width, merged: Int(Double(tokens) * ratio), random)
                    guard let merge else { return try attend(inputs) }
                    var own = inputs
                    own.x = merge.merged(inputs.x)
                    return merge.unmerged(try attend(own))
                }
            })
    }
}
