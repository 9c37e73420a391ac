internal import Sampling
internal import Tensors

extension ModelFamily {
    /// Stability AI's stable-zero123 (after Liu et al. 2023): a picture's other sides. The prompt is the picture as CLIP
    /// sees it and the camera's place, projected to the width of prompts by a layer beside the network.
    static let stableZero123 = ModelFamily(
        name: "Stable Zero123",
        matches: { $0.hasCameraProjection && $0.inputChannels == 8 && !$0.hasLinearTransformers },
        sampling: stableDiffusion1.sampling,
        latentFormat: .sd1,
        extras: { network, reader, _ in
            guard let width = (network as? UNet)?.contextWidth else { return nil }
            let projection = try reader.root.linear(UNetStructure.cameraProjection, outputs: width)
            return { entry, situation, _, compute in
                let picture = try entry.concatLatent.map { try ConcatenatedImage.fitted($0, situation, compute) }
                var context: Tensor?
                if entry.hidden.shape[2] != width {
                    guard entry.hidden.shape[2] == projection.inputs else {
                        throw ModelError(
                            .badInput,
                            "a conditioning of shape \(entry.hidden.shape); the model wants a width of "
                                + "\(projection.inputs) or \(width)")
                    }
                    context = try compute.linear(entry.hidden, projection)
                }
                return EntryExtras(concat: picture ?? Tensor(zeros: situation.shape), context: context)
            }
        },
        textEncoders: stableDiffusion1.textEncoders)
}
