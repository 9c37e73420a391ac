internal import Images
package import Tensors

/// An encoder of pictures in the layout of Hugging Face's `CLIPVisionModelWithProjection` or `SiglipVisionModel`, sizes
/// read from the weights. They are rounded to fp16 and computed in f32, as ComfyUI keeps text encoders on a CPU.
package final class CLIPVisionModel: Sendable {
    package let byteCount: Int
    package let room: WeightRoom
    /// Pixels along a side of the picture that it sees.
    package let imageSize: Int

    /// Of its layers.
    var width: Int { patches.outputs }

    private let variant: VisionVariant
    private let patches: ConvWeight
    /// [D]; SigLIP has none.
    private let classEmbedding: Tensor?
    /// [T, D]
    private let positions: Tensor
    private let inputNorm: NormWeight?
    private let layers: [CLIPTextLayer]
    private let outputNorm: NormWeight
    private let projection: LinearWeight?

    /// - Parameters:
    ///   - reader: at the tensors `vision_model...` and `visual_projection...`
    ///   - projects: whether the latter is used, where it is there.
    init(_ reader: WeightReader, projects: Bool = true) throws {
        room = reader.room
        let at = reader.at("vision_model")
        let isSigLIP = !at.has("embeddings.class_embedding")
        let depth = at.count("encoder.layers")
        variant = isSigLIP ? .sigLIP : depth > 24 ? .openCLIP : .clipL
        guard let shape = at.shape("embeddings.patch_embedding.weight"), shape.count == 4, shape[2] == shape[3] else {
            throw at.badShape("embeddings.patch_embedding.weight", "is no convolution of square patches")
        }
        patches = try at.convolution(
            "embeddings.patch_embedding", inputs: 3, kernel: shape[3], bias: isSigLIP)
        let width = patches.outputs
        let heads = VisionVariant.heads(width: width, isSigLIP: isSigLIP, depth: depth)
        guard width % heads == 0 else {
            throw at.badShape("embeddings.patch_embedding.weight", "has a width of \(width), which cannot be cut")
        }
        classEmbedding = isSigLIP ? nil : try at.tensor("embeddings.class_embedding", [width])
        positions = try at.tensor("embeddings.position_embedding.weight", [nil, width])
        let side = Int(Double(positions.shape[0] - (isSigLIP ? 0 : 1)).squareRoot())
        guard side > 0, side * side + (isSigLIP ? 0 : 1) == positions.shape[0] else {
            throw at.badShape(
                "embeddings.position_embedding.weight", "has \(positions.shape[0]) places, which are no square")
        }
        // SigLIP's so400m was trained with 384 pixels, of which 378 fill its patches
        imageSize = isSigLIP && side == 27 && shape[3] == 14 ? 384 : side * shape[3]
        inputNorm = isSigLIP ? nil : try at.norm("pre_layrnorm", width)
        var layers: [CLIPTextLayer] = []
        for index in 0..<max(depth, 2) {
            layers.append(
                try CLIPTextLayer(
                    at.at("encoder.layers.\(index)"), width: width, heads: heads,
                    activation: variant.activation))
        }
        self.layers = layers
        outputNorm = try at.norm("post_layernorm", width)
        projection =
            isSigLIP || !projects || !reader.has("visual_projection.weight")
            ? nil : try reader.linear("visual_projection", inputs: width, bias: false)
        let ends = patches.byteCount + positions.byteCount + outputNorm.byteCount + (projection?.byteCount ?? 0)
        byteCount = layers.reduce(ends + (inputNorm?.byteCount ?? 0)) { $0 + $1.byteCount }
    }

    /// - Parameters:
    ///   - picture: [N, H, W, 3 or more] in 0...1
    ///   - crops: it sees the middle; otherwise the whole, squeezed into a square.
    package func encode(_ picture: Tensor, crops: Bool, _ compute: Compute) throws -> CLIPVisionOutput {
        guard picture.rank == 4, picture.shape[3] >= 3, picture.count > 0 else {
            throw ModelError(.badInput, "a picture of shape \(picture.shape) has no colours")
        }
        let compute = compute.computing(.textEncoder)
        return try room.use {
            let pixels = try prepared(picture, crops: crops, compute)
            let batch = pixels.shape[0]
            let grid = try compute.conv2d(pixels, patches, stride: patches.kernelWidth)
            let (places, width) = (grid.shape[1] * grid.shape[2], grid.shape[3])
            var x = grid.reshaped([batch, places, width])
            if let classEmbedding {
                let token = classEmbedding.reshaped([1, width])
                x = Tensor.concatenated(
                    (0..<batch).flatMap { item in
                        [token, x.slice(item..<item + 1).reshaped([places, width])]
                    }
                ).reshaped([batch, places + 1, width])
            }
            x = try compute.add(x, Tensor.concatenated(Array(repeating: positions, count: batch)).reshaped(x.shape))
            if let inputNorm { x = try compute.layerNorm(x, inputNorm) }
            var (penultimate, mid, low): (Tensor, Tensor?, Tensor?) = (x, nil, nil)
            for (index, layer) in layers.enumerated() {
                x = try layer(x, causal: false, compute)
                switch layers.count - index {
                case 2: penultimate = x
                case 11: mid = x
                case 20: low = x
                default: break
                }
            }
            if variant.isSigLIP {
                let normed = try compute.layerNorm(x, outputNorm)
                var result = CLIPVisionOutput(lastHidden: normed, penultimate: penultimate, embeds: normed)
                if let mid, let low { result.earlier = (mid, low) }
                return result
            }
            let first = Tensor.concatenated(
                (0..<batch).map { x.slice($0..<$0 + 1).reshaped([x.shape[1], width]).slice(0..<1) })
            let pooled = try compute.layerNorm(first, outputNorm)
            return CLIPVisionOutput(
                lastHidden: x, penultimate: penultimate,
                embeds: try projection.map { try compute.linear(pooled, $0) } ?? pooled)
        }
    }

    /// The picture as the network sees it: its square, in 8-bit levels, normed. -> [N, imageSize, imageSize, 3]
    func prepared(_ picture: Tensor, crops: Bool, _ compute: Compute) throws -> Tensor {
        var x = try picture.channels(3)
        let size = imageSize
        let (height, width) = (x.shape[1], x.shape[2])
        if height != size || width != size {
            let scale = Double(size) / Double(min(height, width))
            func scaled(_ length: Int) -> Int {
                crops ? max(Int((scale * Double(length)).rounded(.toNearestOrEven)), size) : size
            }
            guard max(height, width) / min(height, width) < 1000 else {
                throw ModelError(.badInput, "a picture of \(width)x\(height) is too narrow")
            }
            x = try Resampling.antialiasedBicubic(
                x, width: scaled(width), height: scaled(height), cancellation: compute.cancellation)
            let (top, left) = ((x.shape[1] - size) / 2, (x.shape[2] - size) / 2)
            x = try x.cropped(rows: top..<top + size, columns: left..<left + size)
        }
        let (mean, deviation) = (variant.mean, variant.deviation)
        var result = try Tensor(allocating: x.shape)
        result.withMutableFloats { target in
            x.withFloats { source in
                for i in target.indices.halting() {
                    let level = min(max(255 * source[i], 0), 255).rounded(.toNearestOrEven) / 255
                    target[i] = (level - mean[i % 3]) / deviation[i % 3]
                }
            }
        }
        return result
    }
}
