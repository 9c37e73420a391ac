internal import Images
internal import Sampling
internal import Tensors

/// What networks with more input channels than a latent has want in them.
enum ConcatenatedImage {
    /// "Zero" in pixels as Stable Diffusion's autoencoder encodes it (comfy/model_base.py).
    private static let blank: [Float] = [0.8223, -0.6876, 0.6364, 0.1380]

    /// By the number of channels beyond the latent's: a mask and a picture (inpainting), or a picture (InstructPix2Pix).
    ///
    /// - Parameter scalesPicture: of InstructPix2Pix: whether the picture's latent is in model space.
    static func maker(
        channels: Int, beyond latent: Int, scalesPicture: Bool = false
    ) -> DiffusionModel.ExtrasMaker? {
        switch channels - latent {
        case latent + 1:
            { entry, situation, model, compute in
                EntryExtras(concat: try inpainting(entry, situation, model, compute))
            }
        case latent:
            { entry, situation, model, compute in
                let picture = try entry.concatLatent.map { latent in
                    try fitted(
                        scalesPicture ? model.latentFormat.scale.modelLatent(latent) : latent, situation, compute)
                }
                return EntryExtras(concat: picture ?? Tensor(zeros: situation.shape))
            }
        default: nil
        }
    }

    /// The mask, then the picture whose masked part is grey.
    private static func inpainting(
        _ entry: Conditioning.Entry, _ situation: SamplingSituation, _ model: DiffusionModel, _ compute: Compute
    ) throws -> Tensor {
        let shape = situation.shape
        guard let mask = entry.concatMask ?? situation.mask else {
            var planes = Tensor(zeros: [shape[1] + 1] + shape.dropFirst(2))
            let plane = shape.dropFirst(2).reduce(1, *)
            planes.withMutableFloats { values in
                for (channel, value) in ([1] + blank).prefix(shape[1] + 1).enumerated() {
                    for i in channel * plane..<(channel + 1) * plane { values[i] = value }
                }
            }
            return planes.reshaped([1] + planes.shape)
        }
        let picture = try fitted(
            entry.concatLatent.map { model.latentFormat.scale.modelLatent($0) } ?? situation.latent, situation, compute)
        // of a mask for each channel the first counts
        let single =
            mask.rank == shape.count
            ? Tensor.concatenated(
                (0..<mask.shape[0]).map { mask.slice($0..<$0 + 1).reshaped(Array(mask.shape.dropFirst())).slice(0..<1) }
            )
            : mask
        let (height, width) = (single.shape[single.rank - 2], single.shape[single.rank - 1])
        var hole = single.reshaped([single.count / (height * width), 1, height, width])
        hole = try resized(hole, situation, compute).map { $0.rounded(.toNearestOrEven) }
        hole = spread(hole, over: shape[0])
        return Tensor.concatenated(
            (0..<shape[0]).flatMap { item in
                [hole, picture].map { $0.slice(item..<item + 1).reshaped(Array($0.shape.dropFirst())) }
            }
        ).reshaped([shape[0], shape[1] + 1] + shape.dropFirst(2))
    }

    /// A latent in the size and the batch of what is sampled.
    static func fitted(_ latent: Tensor, _ situation: SamplingSituation, _ compute: Compute) throws -> Tensor {
        guard latent.rank == situation.shape.count, latent.shape[1] == situation.shape[1] else {
            throw ModelError(
                .badInput, "a picture's latent of shape \(latent.shape) beside one of \(situation.shape)")
        }
        return spread(try resized(latent, situation, compute), over: situation.shape[0])
    }

    /// Bilinear, the middle in the proportions of what is sampled. [N, C, h, w] -> [N, C, H, W]
    static func resized(_ x: Tensor, _ situation: SamplingSituation, _ compute: Compute) throws -> Tensor {
        try resized(
            x, height: situation.shape[situation.shape.count - 2], width: situation.shape[situation.shape.count - 1],
            compute)
    }

    static func resized(_ x: Tensor, height: Int, width: Int, _ compute: Compute) throws -> Tensor {
        guard x.rank == 4, x.shape[2] != height || x.shape[3] != width else { return x }
        return try Layout.byPlane(x) { planes in
            let middle = Resampling.centerCropped(planes, toAspectOf: (width, height))
            guard !middle.shape.contains(0) else {
                throw ModelError(.badInput, "a latent of shape \(x.shape) cannot become \(height)x\(width)")
            }
            return try Resampling.resize(
                middle, width: width, height: height, .bilinear, cancellation: compute.cancellation)
        }
    }

    /// Items of a batch evenly over another (ComfyUI's `resize_to_batch_size`).
    static func spread(_ x: Tensor, over count: Int) -> Tensor {
        let items = x.shape[0]
        guard items != count, count > 0 else { return x }
        let indices = (0..<count).map { index -> Int in
            guard count > 1 else { return 0 }
            let place =
                count < items
                ? (Double(index) * (Double(items - 1) / Double(count - 1))).rounded(.toNearestOrEven)
                : ((Double(index) + 0.5) * (Double(items) / Double(count))).rounded(.down)
            return min(Int(place), items - 1)
        }
        return Tensor.concatenated(indices.map { x.slice($0..<$0 + 1) })
    }
}
