internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct ReferenceOnlySimple: Node {
    var schema: NodeSchema {
        NodeSchema(
            "ReferenceOnlySimple", category: "custom_node_experiments",
            inputs: [
                .link("model", "MODEL"),
                .link("reference", "LATENT"),
                .int("batch_size", default: 1, min: 1, max: 64),
            ],
            outputs: [OutputSchema("MODEL"), OutputSchema("LATENT")]
        ).with { $0.description = "Lets pictures look at a reference picture that is drawn with them." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let reference = try inputs.latent("reference")
        let count = try inputs.int("batch_size")
        let shape = reference.samples.shape
        _ = try Allocation.checked([count + shape[0]] + shape.dropFirst(), "the latents")
        let batch = count + shape[0]
        let model = try inputs.patchedModel { options in
            options.keepsBatchTogether = true
            options.patches.selfAttention.inputs.append { inputs, call in
                var inputs = inputs
                let tokens = inputs.x.shape[1]
                // each one's own places, and those of the reference that the same prompt is for
                let keys = (0..<inputs.x.shape[0]).map { row -> Tensor in
                    let own = inputs.keys.slice(row..<row + 1).reshaped([inputs.keys.shape[1], inputs.keys.shape[2]])
                    let item = row < call.items.count ? call.items[row] : 0
                    let first = call.items.indices.first {
                        call.items[$0] == item - item % batch && call.prompts[$0] == call.prompts[row]
                    }
                    guard item % batch != 0, let first else { return Tensor.concatenated([own, own]) }
                    let other = inputs.x.slice(first..<first + 1).reshaped([tokens, inputs.x.shape[2]])
                    return Tensor.concatenated([own, other])
                }
                let joined = Tensor.concatenated(keys)
                inputs.keys = joined.reshaped([inputs.x.shape[0], joined.shape[0] / inputs.x.shape[0], joined.shape[1]])
                inputs.values = inputs.keys
                return inputs
            }
        }
        var latent = Latent(
            Tensor.concatenated([reference.samples, Tensor(zeros: [count] + shape.dropFirst())]))
        var mask = Tensor(repeating: 1, [count + 1, 64, 64])
        mask.replaceItems(from: 0, with: Tensor(zeros: [1, 64, 64]))
        latent.setNoiseMask(mask)
        return .values(model, latent.value)
    }
}
