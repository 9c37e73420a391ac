internal import Sampling
internal import Tensors

/// DiffSynth-Studio's ControlNets of Qwen-Image (modelscope/DiffSynth-Studio, models/qwen_image_controlnet.py): a small layer
/// behind each block, of the block's output and of the picture's tokens.
final class QwenBlockPatch: PictureModelPatch {
    fileprivate struct Block: Sendable {
        let norms: (picture: RMSNorm, hint: RMSNorm)
        let layers: FeedForward

        init(_ reader: WeightReader, width: Int) throws {
            norms = (
                try RMSNorm(reader.at("x_rms"), width, eps: 1e-6), try RMSNorm(reader.at("y_rms"), width, eps: 1e-6)
            )
            layers = try FeedForward(
                reader, ("input_proj", "output_proj"), inputs: width, outputs: width, activation: .gelu)
        }

        func callAsFunction(_ x: Tensor, _ hint: Tensor, _ compute: Compute) throws -> Tensor {
            try layers(compute.add(norms.picture(x, compute), norms.hint(hint, compute)), compute)
        }

        var byteCount: Int { layers.byteCount + norms.picture.byteCount + norms.hint.byteCount }
    }

    let room: WeightRoom
    let byteCount: Int
    fileprivate let hintLayer: LinearWeight
    fileprivate let blocks: [Block]

    /// - Parameter reader: at the file
    init(_ reader: WeightReader) throws {
        room = reader.room
        let hintLayer = try reader.linear("img_in")
        self.hintLayer = hintLayer
        blocks = try (0..<max(reader.count("controlnet_blocks"), 1)).map {
            try Block(reader.at("controlnet_blocks.\($0)"), width: hintLayer.outputs)
        }
        byteCount = blocks.reduce(hintLayer.byteCount) { $0 + $1.byteCount }
    }

    func control(_ pictures: ControlPictures) throws -> any BlockControl {
        guard pictures.picture != nil else { throw ModelError(.badInput, "this model patch goes by a picture") }
        return QwenBlockControl(self, pictures)
    }
}

private final class QwenBlockControl: BlockControl, RunningBlockControl {
    private let patch: QwenBlockPatch
    private let pictures: ControlPictures
    private let hint = OncePerSize()

    init(_ patch: QwenBlockPatch, _ pictures: ControlPictures) { (self.patch, self.pictures) = (patch, pictures) }

    func started() -> any RunningBlockControl { self }

    func changed(_ call: BlockCall, _ compute: Compute) throws -> Tensor {
        guard call.part == .main, call.index < patch.blocks.count else { return call.output }
        return try patch.room.use {
            let (height, width) = (call.latent.shape[call.latent.rank - 2], call.latent.shape[call.latent.rank - 1])
            let hint = try hint(height: height, width: width) {
                try encoded(height: height, width: width, compute)
            }.items(call.items.isEmpty ? Array(0..<call.output.shape[0]) : call.items)
            let count = hint.shape[1]
            guard count <= call.output.shape[1], hint.shape[2] == call.output.shape[2] else {
                throw ModelError(
                    .badInput, "a control of shape \(hint.shape) does not fit the network's \(call.output.shape)")
            }
            let own = try call.output.tokens(0..<count)
            let added = try patch.blocks[call.index](own, hint, compute)
            let sum = own.adding(added, times: pictures.strength)
            return try Tensor.joiningTokens([sum, call.output.tokens(count..<call.output.shape[1])])
        }
    }

    /// The picture's tokens. [N, T, width]
    private func encoded(height: Int, width: Int, _ compute: Compute) throws -> Tensor {
        let scale = pictures.codec.downscale
        let picture = try pictures.fitted(
            pictures.picture!, height: height * scale, width: width * scale, compute)
        let latent = try pictures.latent(picture, LatentFormat.wan21.scale, compute)
        let flat = latent.reshaped([latent.shape[0], latent.shape[1], height, width])
        let area = QwenImageTrunk.patch * QwenImageTrunk.patch
        let channels = patch.hintLayer.inputs / area
        guard channels == flat.shape[1] || channels == flat.shape[1] + 1 else {
            throw ModelError(
                .badInput, "the VAE's latents have \(flat.shape[1]) channels, this model patch takes \(channels)")
        }
        var planes = (0..<flat.shape[0]).map { flat.slice($0..<$0 + 1).reshaped(Array(flat.shape.dropFirst())) }
        if channels > flat.shape[1] {
            let kept = try pictures.kept(height: height, width: width, .bilinear, crops: false, compute)
            for index in planes.indices {
                let own = kept.map { $0.items([index]).reshaped([1, height, width]) }
                planes[index] = Tensor.concatenated([planes[index], own ?? Tensor(repeating: 1, [1, height, width])])
            }
        }
        let x = Tensor.concatenated(planes).reshaped([flat.shape[0], channels, height, width])
        let grid = PatchGrid(of: x, size: QwenImageTrunk.patch)
        return try compute.linear(grid.tokens(x, .channelsFirst), patch.hintLayer)
    }
}
