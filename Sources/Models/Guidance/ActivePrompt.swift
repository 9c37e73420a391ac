internal import Tensors

/// An entry of a conditioning that counts at a noise level, with the part of the latent that it sees.
struct ActivePrompt {
    let entry: ResolvedEntry
    /// Its guider's, in order.
    let side: Int
    /// Inside the latent; nil is all of it.
    let area: ResolvedArea?
    /// [B, C, ...]
    let x: Tensor
    /// [1 or more, P], where the network wants one.
    let vector: Tensor?
    /// Channels beside the latent's, where the network has them. [1 or more, C', ...]
    let concat: Tensor?

    /// - Parameters:
    ///   - x: the latent, or a window of it.
    ///   - whole: the latent's shape.
    /// - Throws: `ModelError` for what does not lie over x.
    init(
        _ entry: ResolvedEntry, side: Int, isNegative: Bool, _ x: Tensor, of whole: [Int], _ model: DiffusionModel
    ) throws {
        self.entry = entry
        self.side = side
        let dimensions = Array(x.shape.dropFirst(2))
        try Self.check(entry, dimensions)
        let area = entry.area?.clamped(to: dimensions)
        self.area = area
        self.x = area.map { x.box($0, leading: 2) } ?? x
        let downscale = model.latentFormat.downscale
        let (height, width) = (whole[whole.count - 2] * downscale, whole[whole.count - 1] * downscale)
        vector = try entry.extras?.vector ?? model.vector?(entry.entry, height, width, isNegative)
        concat = entry.extras?.concat.map { concat in area.map { concat.box($0, leading: 2) } ?? concat }
    }

    /// Samplers and windows change a latent's size while what lies over it was made for the size at the run's beginning.
    private static func check(_ entry: ResolvedEntry, _ dimensions: [Int]) throws(ModelError) {
        for (name, tensor, leading) in [("a mask", entry.mask, 1), ("channels", entry.extras?.concat, 2)] {
            guard let tensor, Array(tensor.shape.dropFirst(leading)) != dimensions else { continue }
            throw ModelError(.badInput, "\(name) of shape \(tensor.shape) over a latent of \(dimensions)")
        }
        guard let area = entry.area, zip(area.start, dimensions).contains(where: { $0 >= $1 }) else { return }
        throw ModelError(.badInput, "the area at \(area.start) lies outside a latent of \(dimensions)")
    }

    var context: Tensor { entry.extras?.context ?? entry.entry.hidden }
    var languageLayers: Tensor? { entry.entry.languageLayers }
    var attentionBias: TokenBias? { entry.extras?.attentionBias }
    /// As nodes pass them.
    var references: [Tensor] { entry.entry.referenceLatents ?? [] }
    var referenceContexts: [Tensor] { entry.entry.referenceContexts ?? [] }

    /// Whether the network can be asked for both at once; the contexts' lengths aside.
    func canJoin(_ other: ActivePrompt) -> Bool {
        x.shape == other.x.shape && entry.entry.control === other.entry.entry.control
            && entry.entry.hooks === other.entry.entry.hooks && entry.entry.patch === other.entry.entry.patch
            && (vector == nil) == (other.vector == nil)
            && concat?.shape.dropFirst() == other.concat?.shape.dropFirst()
            && languageLayers?.shape.dropFirst() == other.languageLayers?.shape.dropFirst()
            && (entry.entry.controlHidden == nil) == (other.entry.entry.controlHidden == nil)
            && attentionBias?.shape == other.attentionBias?.shape
            && references.map { $0.shape.dropFirst() } == other.references.map { $0.shape.dropFirst() }
            && referenceContexts.map { $0.shape.dropFirst() } == other.referenceContexts.map { $0.shape.dropFirst() }
            && entry.entry.referenceMethod == other.entry.entry.referenceMethod
    }
}
