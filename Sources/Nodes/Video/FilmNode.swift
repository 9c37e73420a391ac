internal import Formats
internal import Images
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// A node class that makes latents of films or conditionings for their models, with an autoencoder that it is given.
struct FilmNode: Node {
    let environment: NodeEnvironment
    let schema: NodeSchema
    private let function: @Sendable (FilmCall) throws -> [Value]

    init(
        _ environment: NodeEnvironment, _ schema: NodeSchema,
        _ function: @escaping @Sendable (FilmCall) throws -> [Value]
    ) {
        self.environment = environment
        self.schema = schema
        self.function = function
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let call = FilmCall(inputs: inputs, environment: environment, cancellation: context.cancellation)
        return .finished(NodeOutput(try function(call)))
    }
}

/// One run of such a node.
struct FilmCall {
    let inputs: NodeInputs
    let environment: NodeEnvironment
    let cancellation: Cancellation

    func has(_ name: String) -> Bool {
        switch inputs[name] {
        case nil, .null: false
        default: true
        }
    }

    func size(_ name: String) throws -> Int { try inputs.int(name) }

    // MARK: Latents

    /// The latent frames of `length` pictures where all but the first share one by `frames`.
    func latentFrames(by frames: Int = 4) throws -> Int { (try size("length") - 1) / frames + 1 }

    /// [batch, C, T, h, w] of the inputs width, height and length.
    func shape(batch: Int? = nil, channels: Int, by frames: Int = 4, downscale: Int = 8) throws -> [Int] {
        try Allocation.checked(
            [
                batch ?? size("batch_size"), channels, latentFrames(by: frames), size("height") / downscale,
                size("width") / downscale,
            ], "a latent")
    }

    func emptyLatent(_ shape: [Int]) throws -> Value { Latent(try Tensor(allocatingZeros: shape)).value }

    // MARK: Pictures

    /// Pictures of an input in the wanted size, cut in the middle. [N, H, W, C] -> [N, height, width, C]
    func fitted(
        _ pictures: Tensor, _ method: ResamplingMethod = .bilinear, width: Int? = nil, height: Int? = nil,
        crop: CropMethod = .center
    ) throws -> Tensor {
        try Resampling.image(
            pictures, width: width ?? size("width"), height: height ?? size("height"), method, crop: crop,
            cancellation: cancellation)
    }

    /// The first `count` pictures of an input, in the wanted size.
    func pictures(_ name: String, count: Int? = nil, _ method: ResamplingMethod = .bilinear) throws -> Tensor {
        let images = try inputs.image(name)
        return try fitted(images.slice(0..<min(images.shape[0], count ?? size("length"))), method)
    }

    /// `length` grey pictures. [length, height, width, 3]
    func grey(_ length: Int) throws -> Tensor {
        Tensor(repeating: 0.5, try Allocation.checked([length, size("height"), size("width"), 3], "a film"))
    }

    /// pictures: [T, H, W, 3 or more] -> [1, C, T', h, w]
    func encoded(_ pictures: Tensor) throws -> Tensor {
        let vae = try inputs.vae()
        guard vae.hasFrames else {
            throw NodeError("ValueError", "this VAE is one of single pictures: a VAE of films is needed here")
        }
        return try encodedByAny(pictures)
    }

    /// The same by an autoencoder of pictures too. -> [N, C, h, w]
    func encodedByAny(_ pictures: Tensor) throws -> Tensor {
        let vae = try inputs.vae()
        guard pictures.shape[3] >= 3 else {
            throw NodeError("ValueError", "pictures of 3 channels are needed, not of \(pictures.shape[3])")
        }
        let (height, width) = (pictures.shape[1], pictures.shape[2])
        _ = try Allocation.checked(
            [height / vae.downscale, width / vae.downscale, vae.floatsPerPlace],
            "what encoding a picture of \(width)x\(height) needs")
        let colours = pictures.shape[3] == 3 ? pictures : Layout.matchingChannels(pictures, 3)
        return try translatingErrors { try vae.encode(colours, environment.compute(cancellation)) }
    }

    // MARK: Conditionings

    /// The inputs `positive` and `negative`, changed.
    func both(
        _ change: (inout Conditioning.Entry, _ isPositive: Bool) throws(NodeError) -> Void
    ) throws -> [Value] {
        try ["positive", "negative"].map { name in
            try inputs.conditioning(name) { (entry) throws(NodeError) in try change(&entry, name == "positive") }
        }
    }

    /// What CLIP sees in the input `name`, if it is linked.
    func seen(_ name: String = "clip_vision_output") throws(NodeError) -> Value? {
        guard has(name) else { return nil }
        _ = try inputs.clipVisionOutput(name)
        return inputs[name]
    }
}

extension Conditioning.Entry {
    /// A key that no node of this library reads; nil leaves it as it is.
    mutating func set(_ key: String, _ value: Value?) {
        guard let value else { return }
        others.removeAll { $0.key == key }
        others.append((key, value))
    }

    /// The same for lists that grow.
    mutating func append(_ key: String, _ value: Value) {
        let old = (others.first { $0.key == key }?.value as? Value)?.list ?? []
        set(key, .list(old + [value]))
    }
}
