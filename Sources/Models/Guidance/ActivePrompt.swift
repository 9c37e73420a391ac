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

    init(_ entry: ResolvedEntry, side: Int, isNegative: Bool, _ x: Tensor, _ model: DiffusionModel) throws {
        self.entry = entry
        self.side = side
        let area = entry.area?.clamped(to: Array(x.shape.dropFirst(2)))
        self.area = area
        self.x = area.map { x.box($0, leading: 2) } ?? x
        let downscale = model.latentFormat.downscale
        let (height, width) = (x.shape[x.rank - 2] * downscale, x.shape[x.rank - 1] * downscale)
        vector = try entry.extras?.vector ?? model.vector?(entry.entry, height, width, isNegative)
        concat = entry.extras?.concat.map { concat in area.map { concat.box($0, leading: 2) } ?? concat }
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
