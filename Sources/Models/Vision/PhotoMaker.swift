package import Tensors

/// PhotoMaker's first version (Li et al., 2023; TencentARC/PhotoMaker, photomaker/model.py, Apache 2.0): CLIP's encoder of
/// pictures with two projections, SDXL's widths side by side, whose result is mixed into a prompt's token.
package final class PhotoMaker: Sendable {
    package let byteCount: Int
    package let room: WeightRoom
    private let vision: CLIPVisionModel
    private let projections: [LinearWeight]
    private let first: Mixer
    private let second: Mixer
    private let norm: NormWeight

    /// Of a token of the prompt.
    package var width: Int { second.layers.first.inputs }

    /// - Parameter reader: at the tensors `vision_model...`, `visual_projection...`, `fuse_module...`
    init(_ reader: WeightReader) throws {
        room = reader.room
        let vision = try CLIPVisionModel(reader, projects: false)
        self.vision = vision
        let projections = try ["visual_projection", "visual_projection_2"].map { try reader.linear($0, bias: false) }
        self.projections = projections
        let width = projections.reduce(0) { $0 + $1.outputs }
        guard projections.allSatisfy({ $0.inputs == vision.width }) else {
            throw reader.badShape("visual_projection_2.weight", "does not fit the encoder's width of \(vision.width)")
        }
        let fuse = reader.at("fuse_module")
        first = try Mixer(fuse.at("mlp1"), inputs: 2 * width, outputs: width)
        second = try Mixer(fuse.at("mlp2"), inputs: width, outputs: width)
        norm = try fuse.norm("layer_norm", width)
        byteCount =
            vision.byteCount + projections.reduce(0) { $0 + $1.byteCount } + first.byteCount + second.byteCount
            + norm.byteCount
    }

    /// A norm and two layers.
    private struct Mixer {
        let norm: NormWeight
        let layers: FeedForward

        init(_ reader: WeightReader, inputs: Int, outputs: Int) throws {
            norm = try reader.norm("layernorm", inputs)
            layers = try FeedForward(
                reader, ("fc1", "fc2"), inputs: inputs, outputs: outputs, activation: .gelu)
        }

        var byteCount: Int { norm.byteCount + layers.byteCount }

        func callAsFunction(_ x: Tensor, _ compute: Compute) throws -> Tensor {
            try layers(compute.layerNorm(x, norm), compute)
        }
    }

    /// A prompt one of whose tokens knows the first of pictures.
    ///
    /// - Parameters:
    ///   - prompt: [1, T, width]
    ///   - token: the token's place
    ///   - pictures: [N, H, W, 3 or more] in 0...1
    package func fused(_ prompt: Tensor, token: Int, _ pictures: Tensor, _ compute: Compute) throws -> Tensor {
        guard prompt.rank == 3, prompt.shape[0] == 1, prompt.shape[2] == width,
            (0..<prompt.shape[1]).contains(token)
        else {
            throw ModelError(
                .badInput, "PhotoMaker wants a prompt of the width \(width), SDXL's, not one of shape \(prompt.shape)")
        }
        let encoded = try vision.encode(pictures.slice(0..<1), crops: true, compute).embeds
        let compute = compute.computing(.textEncoder)
        return try room.use {
            let identity = try compute.concatChannels(
                compute.linear(encoded, projections[0]), compute.linear(encoded, projections[1]))
            let rows = prompt.reshaped([prompt.shape[1], width])
            let old = rows.slice(token..<token + 1)
            let mixed = try compute.add(first(compute.concatChannels(old, identity), compute), old)
            let new = try compute.layerNorm(compute.add(second(mixed, compute), mixed), norm)
            let parts = [rows.slice(0..<token), new, rows.slice(token + 1..<rows.shape[0])]
            return Tensor.concatenated(parts.filter { $0.count > 0 }).reshaped(prompt.shape)
        }
    }
}
