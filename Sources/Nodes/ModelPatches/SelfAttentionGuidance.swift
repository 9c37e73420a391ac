internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct SelfAttentionGuidance: Node {
    var schema: NodeSchema {
        NodeSchema.v3(
            "SelfAttentionGuidance", displayName: "Self-Attention Guidance", category: "_for_testing",
            inputs: [
                .socket("model", "MODEL"),
                .float("scale", default: 0.5, min: -2, max: 5, step: 0.01),
                .float("blur_sigma", default: 2, min: 0, max: 10, step: 0.1),
            ],
            outputs: [OutputSchema("MODEL")],
            "Guides away from pictures that are blurred where the network looks most (Hong et al., 2023)."
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (scale, sigma) = (Float(try inputs.float("scale")), Float(try inputs.float("blur_sigma")))
        return .values(
            try inputs.patchedModel { options in
                options.alwaysPredictsNegative = true
                // its place among others; each run has a function of its own
                let place = options.afterGuidance.count
                options.afterGuidance.append { x0, _ in x0 }
                options.preparations.append { options, _ in
                    // of each item of the batch, by its last negative prompt
                    let seen = Lock<[Int: [Float]]>([:])
                    options.patches.selfAttention.replacements[.init(.middle, 0, transformer: 0)] = {
                        q, k, v, heads, call in
                        for item in 0..<q.shape[0] where call.sides[item] == 1 {
                            let attention = try AttentionSums(q: q, k: k, item: item, heads: heads)
                            seen.withLock { $0[call.items[item]] = attention.ofKeys }
                        }
                        return try call.compute.attention(q: q, k: k, v: v, heads: heads)
                    }
                    options.afterGuidance[place] = { x0, step in
                        let maps = seen.withLock { seen in
                            defer { seen = [:] }
                            return (0..<step.x.shape[0]).compactMap { seen[$0] }
                        }
                        guard step.x.rank == 4, step.x.shape[2...].allSatisfy({ $0 > 4 }),
                            maps.count == step.x.shape[0], let side = step.negativeSide
                        else { return x0 }
                        let blurred = Tensor.concatenated(
                            maps.enumerated().map { item, map in
                                BlurMap(map, height: step.x.shape[2], width: step.x.shape[3])
                                    .blurred(step.negative.slice(item..<item + 1), sigma: sigma)
                            })
                        let noisy = blurred + step.x - step.negative
                        let prediction = try step.ask(.side(side), noisy, step.model.options)
                        seen.withLock { $0 = [:] }
                        return x0.adding(blurred - prediction, times: scale)
                    }
                }
            })
    }
}
