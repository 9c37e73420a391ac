internal import Sampling
internal import Tensors

/// Alibaba's ControlNets of Z-Image (aigc-apps/VideoX-Fun; diffusers, controlnet_z_image.py): blocks beside those of the
/// network, each of whose outputs goes through a layer to one of the network's.
final class ZImagePatch: PictureModelPatch {
    struct Block: Sendable {
        private let before: LinearWeight?
        private let block: NextDiTBlock
        private let after: LinearWeight?

        init(_ reader: WeightReader, _ shape: NextDiTBlock.Shape, timeWidth: Int) throws {
            func layer(_ name: String) throws -> LinearWeight? {
                reader.has("\(name).weight")
                    ? try reader.linear(name, inputs: shape.width, outputs: shape.width) : nil
            }
            (before, after) = (try layer("before_proj"), try layer("after_proj"))
            block = try NextDiTBlock(reader, shape, timeWidth: timeWidth)
        }

        /// - Parameters:
        ///   - c: the control's tokens. [B, T, width]
        ///   - first: the picture's, before the network's blocks
        /// - Returns: the control's tokens, and what is added to the picture's
        func callAsFunction(
            _ c: Tensor, first: Tensor, turns: Tensor, time: Tensor, _ compute: Compute
        ) throws -> (c: Tensor, added: Tensor?) {
            let given = try before.map { try compute.linear(c, $0, residual: first) } ?? c
            let result = try block(given, turns: turns, time: time, compute)
            return (result, try after.map { try compute.linear(result, $0) })
        }

        var byteCount: Int { block.byteCount + (before?.byteCount ?? 0) + (after?.byteCount ?? 0) }
    }

    let room: WeightRoom
    let byteCount: Int
    let embedder: LinearWeight
    let refiners: [Block]
    let layers: [Block]
    /// The refiners' outputs are added to the picture's tokens too.
    let refines: Bool
    /// A file whose refiners were never trained: they are left out, and the layers act in their place.
    let isUntrained: Bool

    static let patch = 2
    private static let embedderName = "control_all_x_embedder.2-1"

    /// The file in the network's layout: diffusers' has queries, keys and values apart.
    static func renamed(_ file: any WeightSource) -> any WeightSource {
        let ends = [
            ".attention.to_out.0.weight": ".attention.out.weight",
            ".attention.norm_q.weight": ".attention.q_norm.weight",
            ".attention.norm_k.weight": ".attention.k_norm.weight",
        ]
        let parts = ["to_q", "to_k", "to_v"].map { ".attention.\($0).weight" }
        var origins: [String: [JoinedSource.Origin]] = [:]
        for name in file.names {
            if name.hasSuffix(parts[0]) {
                let block = name.dropLast(parts[0].count)
                origins[block + ".attention.qkv.weight"] = parts.map { .init(block + $0) }
            } else if let end = ends.first(where: { name.hasSuffix($0.key) }) {
                origins[name.dropLast(end.key.count) + end.value] = [.init(name)]
            } else if !parts.contains(where: name.hasSuffix) {
                origins[name] = [.init(name)]
            }
        }
        return JoinedSource(file, origins)
    }

    /// - Parameter reader: at the file, in the network's layout
    init(_ reader: WeightReader) throws {
        room = reader.room
        embedder = try reader.linear(Self.embedderName)
        let width = embedder.outputs
        let norm = "control_layers.0.attention.q_norm.weight"
        guard let headWidth = reader.shape(norm)?.first else { throw reader.missing(norm) }
        guard headWidth > 0, width % headWidth == 0 else {
            throw reader.badShape(norm, "has \(headWidth) numbers, which are no head of a width of \(width)")
        }
        let modulation = "control_layers.0.adaLN_modulation.0.weight"
        guard let timeWidth = reader.shape(modulation)?.last else { throw reader.missing(modulation) }
        let heads = width / headWidth
        let shape = NextDiTBlock.Shape(width: width, heads: heads, keyHeads: heads, headWidth: headWidth)
        func blocks(_ path: String) throws -> [Block] {
            try (0..<max(reader.count(path), 1)).map {
                try Block(reader.at("\(path).\($0)"), shape, timeWidth: timeWidth)
            }
        }
        refiners = try blocks("control_noise_refiner")
        layers = try blocks("control_layers")
        // the first release had plain refiners
        let after = "control_noise_refiner.0.after_proj.weight"
        refines = reader.has(after)
        isUntrained =
            try refines && layers.count == 15 && reader.tensor(after, [width, width]).floats.allSatisfy { $0 == 0 }
        byteCount = (refiners + layers).reduce(embedder.byteCount) { $0 + $1.byteCount }
    }

    /// Of the control's latent: the picture's alone, or with a mask and another's.
    var channels: Int { embedder.inputs / (Self.patch * Self.patch) }

    func control(_ pictures: ControlPictures) throws -> any BlockControl {
        guard pictures.picture != nil || pictures.painted != nil && channels > pictures.codec.latentChannels else {
            throw ModelError(.badInput, "this model patch goes by a picture")
        }
        return ZImageControl(self, pictures)
    }
}
