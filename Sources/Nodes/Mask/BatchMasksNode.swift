internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

struct BatchMasksNode: Node {
    var schema: NodeSchema {
        .v3(
            "BatchMasksNode", displayName: "Batch Masks", category: "mask",
            inputs: [.series("masks", of: "mask", "MASK")], outputs: [OutputSchema("MASK")],
            aliases: ["combine masks", "stack masks", "merge masks"],
            "Puts masks into one batch, resized to the size of the first.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let masks = try inputs.series("masks", of: "mask").map { try inputs.mask($0) }
        guard let first = masks.first else { throw NodeError("RuntimeError", "there are no masks") }
        let fitted = try masks.map { mask in
            if mask.shape[1...] == first.shape[1...] { return mask }
            return try Resampling.mask(
                mask, width: first.shape[2], height: first.shape[1], crop: .center, cancellation: context.cancellation
            ).reshaped([mask.shape[0], first.shape[1], first.shape[2]])
        }
        return .values(.tensor(Tensor.concatenated(fitted)))
    }
}
