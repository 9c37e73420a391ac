internal import Sampling
internal import Tensors

/// A ControlNet of Z-Image with its pictures.
final class ZImageControl: BlockControl {
    fileprivate let patch: ZImagePatch
    private let pictures: ControlPictures
    private let latent = OncePerSize()

    init(_ patch: ZImagePatch, _ pictures: ControlPictures) { (self.patch, self.pictures) = (patch, pictures) }

    func started() -> any RunningBlockControl { RunningZImageControl(self) }

    fileprivate var strength: Float { pictures.strength }

    /// [N, T, numbers of a patch]
    fileprivate func tokens(_ call: BlockCall, _ compute: Compute) throws -> Tensor {
        let (height, width) = (call.latent.shape[2], call.latent.shape[3])
        let latent = try latent(height: height, width: width) {
            try encoded(height: height, width: width, compute)
        }
        let grid = PatchGrid(of: latent, size: ZImagePatch.patch)
        let items = call.items.isEmpty ? Array(0..<call.output.shape[0]) : call.items
        return try grid.tokens(latent.items(items), .channelsLast)
    }

    /// The picture's latent or, for a patch that also paints, that, what is kept, and the latent of what is kept.
    private func encoded(height: Int, width: Int, _ compute: Compute) throws -> Tensor {
        let (rows, columns) = (height * pictures.codec.downscale, width * pictures.codec.downscale)
        func fitted(_ picture: Tensor?) throws -> Tensor? {
            try picture.map { try pictures.fitted($0, height: rows, width: columns, compute) }
        }
        func latent(_ picture: Tensor) throws -> Tensor {
            try pictures.latent(picture, LatentFormat.flux.scale, compute)
        }
        let (picture, painted) = (try fitted(pictures.picture), try fitted(pictures.painted))
        let grey = Tensor(repeating: 0.5, [(picture ?? painted)!.shape[0], rows, columns, 3])
        let own = try latent(picture ?? grey)
        guard patch.channels > own.shape[1] else {
            guard patch.channels == own.shape[1] else { throw unfit(own) }
            return own
        }
        guard patch.channels == 2 * own.shape[1] + 1 else { throw unfit(own) }
        var hidden = painted ?? grey
        if let kept = try pictures.kept(height: rows, width: columns, .bilinear, crops: true, compute) {
            hidden = Self.hiding(hidden, kept)
        }
        let other = try latent(hidden)
        let mask = try pictures.kept(height: height, width: width, .floor, crops: true, compute)
        let planes = (0..<other.shape[0]).flatMap { item in
            [
                own.items([item]).reshaped(Array(own.shape.dropFirst())),
                (mask?.items([item]) ?? Tensor(zeros: [1, 1, height, width])).reshaped([1, height, width]),
                other.items([item]).reshaped(Array(other.shape.dropFirst())),
            ]
        }
        return Tensor.concatenated(planes).reshaped([other.shape[0], patch.channels, height, width])
    }

    private func unfit(_ latent: Tensor) -> ModelError {
        ModelError(
            .badInput, "the VAE's latents have \(latent.shape[1]) channels, this model patch takes \(patch.channels)")
    }

    /// Grey where nothing is kept. picture: [N, H, W, 3], kept: [M, 1, H, W]
    private static func hiding(_ picture: Tensor, _ kept: Tensor) -> Tensor {
        var result = picture
        let (plane, items) = (picture.shape[1] * picture.shape[2], kept.shape[0])
        result.withMutableFloats { values in
            kept.withFloats { kept in
                for i in values.indices {
                    let (item, place) = (i / 3).quotientAndRemainder(dividingBy: plane)
                    values[i] = (values[i] - 0.5) * kept[item % items * plane + place].rounded(.toNearestOrEven) + 0.5
                }
            }
        }
        return result
    }
}

/// The same in one call of the network: its tokens go from block to block.
private final class RunningZImageControl: RunningBlockControl {
    private let control: ZImageControl
    private var c: Tensor?
    /// Layers that have run.
    private var done = 0
    private var added: Tensor?

    /// Blocks of the network, between which the layers lie evenly.
    private static let depth = 30

    init(_ control: ZImageControl) { self.control = control }

    func changed(_ call: BlockCall, _ compute: Compute) throws -> Tensor {
        let patch = control.patch
        return try patch.room.use {
            guard let turns = call.turns, let time = call.time, call.output.shape[2] == patch.embedder.outputs else {
                throw ModelError(.badInput, "a model patch of Z-Image on another model")
            }
            if c == nil { try start(call, turns, time, compute) }
            let first = try call.first.tokens(0..<c!.shape[1])
            let own = try turns.tokens(0..<c!.shape[1])
            func run(_ block: ZImagePatch.Block) throws -> Tensor? {
                let result = try block(c!, first: first, turns: own, time: time, compute)
                c = result.c
                return result.added
            }
            switch call.part {
            case .refiner:
                guard patch.refines, call.index < patch.refiners.count else { return call.output }
                if patch.isUntrained {
                    let blocks = call.index == 0 ? patch.layers.prefix(1) : patch.layers.dropFirst()
                    let results = try blocks.map { try run($0) }
                    return try sum(call.output, results.first ?? nil)
                }
                return try sum(call.output, run(patch.refiners[call.index]))
            case .main:
                let step = Int((Double(Self.depth) / Double(patch.layers.count)).rounded(.toNearestOrEven))
                let (layer, rest) = call.index.quotientAndRemainder(dividingBy: max(step, 1))
                guard rest == 0, layer < patch.layers.count else { return call.output }
                while done <= layer {
                    added = try run(patch.layers[done])
                    done += 1
                }
                return try sum(call.output, added)
            }
        }
    }

    private func start(_ call: BlockCall, _ turns: Tensor, _ time: Tensor, _ compute: Compute) throws {
        let patch = control.patch
        var tokens = try compute.linear(control.tokens(call, compute), patch.embedder)
        if !patch.refines {
            let own = try turns.tokens(0..<tokens.shape[1])
            for block in patch.refiners {
                tokens = try block(tokens, first: tokens, turns: own, time: time, compute).c
            }
        }
        c = tokens
    }

    private func sum(_ picture: Tensor, _ added: Tensor?) throws -> Tensor {
        guard let added else { return picture }
        let count = added.shape[1]
        let sum = try picture.tokens(0..<count).adding(added, times: control.strength)
        return try Tensor.joiningTokens([sum, picture.tokens(count..<picture.shape[1])])
    }
}
