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

    init(_ entry: ResolvedEntry, side: Int, isNegative: Bool, _ x: Tensor, _ model: DiffusionModel) throws {
        self.entry = entry
        self.side = side
        let area = entry.area?.clamped(to: Array(x.shape.dropFirst(2)))
        self.area = area
        self.x = area.map { x.box($0, leading: 2) } ?? x
        let downscale = model.latentFormat.downscale
        let (height, width) = (x.shape[x.rank - 2] * downscale, x.shape[x.rank - 1] * downscale)
        vector = try model.vector?(entry.entry, height, width, isNegative)
    }

    var context: Tensor { entry.entry.hidden }

    /// Whether the network can be asked for both at once; the contexts' lengths aside.
    func canJoin(_ other: ActivePrompt) -> Bool {
        x.shape == other.x.shape && entry.entry.control === other.entry.entry.control
            && entry.entry.hooks === other.entry.entry.hooks && (vector == nil) == (other.vector == nil)
    }
}
