package import Tensors

/// USO's projector (bytedance/USO, uso/flux/model.py, `SigLIPMultiFeatProjModel`): tokens of a picture's style of what three
/// layers of SigLIP see.
package final class StyleProjector: ModelPatch {
    private struct Level: Sendable {
        /// Makes fewer tokens of all.
        let tokens: LinearWeight
        let norm: NormWeight
        let projection: LinearWeight

        init(_ reader: WeightReader, _ name: String, outputs: Int?) throws {
            tokens = try reader.linear("\(name)_embedding_linear.0")
            projection = try reader.linear("\(name)_projection", outputs: outputs)
            norm = try reader.norm("\(name)_layer_norm", projection.inputs)
        }

        /// x: [N, T, D] -> [N, t, outputs]
        func callAsFunction(_ x: Tensor, _ compute: Compute) throws -> Tensor {
            let mixed = try compute.linear(x.transposedTokens, tokens, activation: .silu).transposedTokens
            return try compute.linear(compute.layerNorm(mixed, norm), projection)
        }

        var byteCount: Int { tokens.byteCount + norm.byteCount + projection.byteCount }
    }

    package let room: WeightRoom
    package let byteCount: Int
    /// From the last layer on.
    private let levels: [Level]

    /// - Parameter reader: at `high...`, `mid...`, `low...`
    init(_ reader: WeightReader) throws {
        room = reader.room
        let high = try Level(reader, "high", outputs: nil)
        let outputs = high.projection.outputs
        levels = [high, try Level(reader, "mid", outputs: outputs), try Level(reader, "low", outputs: outputs)]
        byteCount = levels.reduce(0) { $0 + $1.byteCount }
    }

    /// Tokens that stand before the text of Flux.1. -> [N, 3t, width]
    package func tokens(_ output: CLIPVisionOutput, _ compute: Compute) throws -> Tensor {
        guard let earlier = output.earlier else {
            throw ModelError(.badInput, "a picture as seen by an encoder of too few layers: USO wants SigLIP's")
        }
        let compute = compute.computing(.unet)
        return try room.use {
            let parts = try zip(levels, [output.penultimate, earlier.mid, earlier.low]).map { level, states in
                guard states.rank == 3, states.shape[1] == level.tokens.inputs,
                    states.shape[2] == level.projection.inputs
                else {
                    throw ModelError(
                        .badInput,
                        "a picture's states of shape \(states.shape), where \(level.tokens.inputs) tokens of "
                            + "\(level.projection.inputs) are wanted")
                }
                return try level(states, compute)
            }
            return try Tensor.joiningTokens(parts)
        }
    }
}

extension Tensor {
    /// [N, T, D] -> [N, D, T]
    fileprivate var transposedTokens: Tensor {
        let (items, tokens, width) = (shape[0], shape[1], shape[2])
        var result = Tensor(uninitialized: [items, width, tokens])
        result.withMutableFloats { target in
            withFloats { source in
                for item in 0..<items {
                    for token in 0..<tokens {
                        for place in 0..<width {
                            target[(item * width + place) * tokens + token] =
                                source[(item * tokens + token) * width + place]
                        }
                    }
                }
            }
        }
        return result
    }
}
