internal import Tensors

/// A norm over groups of channels.
struct GroupNorm: Sendable {
    private let weight: NormWeight
    private let groups: Int
    private let eps: Float

    /// - Parameters:
    ///   - reader: at the tensors `weight` and `bias`, [channels] each
    ///   - groups: 32 everywhere in the Stable Diffusion family; no file says so.
    init(_ reader: WeightReader, _ channels: Int, groups: Int = 32, eps: Float) throws {
        weight = try reader.norm(channels)
        guard channels % groups == 0 else {
            throw reader.badShape("weight", "has \(channels) channels, which cannot be cut into \(groups) groups")
        }
        self.groups = groups
        self.eps = eps
    }

    /// x: [B, H, W, C] -> same shape
    func callAsFunction(_ x: Tensor, activation: Activation = .none, _ compute: Compute) throws -> Tensor {
        try compute.groupNorm(x, weight, groups: groups, eps: eps, activation: activation)
    }

    var byteCount: Int { weight.byteCount }
}
