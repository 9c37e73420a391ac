internal import Tensors

/// What a LoRA's file has for one layer, as patches of the layer's weight and bias.
struct LoraLayer {
    let source: any WeightSource
    let parts: [LoraPart: String]
    /// Of the weight that is to be patched.
    let shape: [Int]
    /// Whether the file has the two halves of the weight's rows the other way round.
    let exchangesHalves: Bool
    let strength: Double

    func weight(_ part: LoraPart) throws -> StoredWeight? { try parts[part].map { try source.weight($0) } }

    /// The patch of the layer's weight; nil where the tensors do not make any kind. Of several kinds one counts, as in the
    /// reference: a replacement, a whole difference, then an adapter.
    func weightPatch() throws -> (any WeightPatch)? {
        if let replacement = try weight(.replacement) { return ReplacementPatch(replacement) }
        if let difference = try weight(.weightDifference) ?? weight(.normDifference) {
            guard difference.shape == shape else { return nil }
            return placed(DifferencePatch(difference, strength: Float(strength)))
        }
        return try rotation() ?? inputMix() ?? kronecker() ?? hadamard() ?? lowRank()
    }

    func biasPatch() throws -> (any WeightPatch)? {
        guard let difference = try weight(.biasDifference) ?? weight(.normBiasDifference) else { return nil }
        return placed(DifferencePatch(difference, strength: Float(strength)))
    }

    /// A change of the rows as the file has them. Magnitudes and replacements are those of the weight's own rows, as in
    /// the reference.
    private func placed(_ patch: any WeightPatch) -> any WeightPatch {
        exchangesHalves ? ExchangedHalvesPatch(patch) : patch
    }

    var alpha: Double? {
        get throws {
            guard let alpha = try weight(.alpha), alpha.count == 1 else { return nil }
            return Double(try alpha.expanded([1]).floats[0])
        }
    }

    /// alpha / rank; 1 without an alpha.
    private func scale(rank: Int?) throws -> Double {
        guard let alpha = try alpha, let rank, rank > 0 else { return 1 }
        return alpha / Double(rank)
    }

    /// A difference of a scale that does not have the strength yet, with the magnitudes of DoRA if there are any.
    private func scaled(_ scale: Double, _ patch: (_ scale: Float) -> any WeightPatch) throws -> any WeightPatch {
        guard let magnitude = try weight(.magnitude) else { return placed(patch(Float(strength * scale))) }
        return DecompositionPatch(placed(patch(Float(scale))), magnitude: magnitude, strength: Float(strength))
    }

    private func lowRank() throws -> (any WeightPatch)? {
        guard let up = try weight(.up), let down = try weight(.down) else { return nil }
        let scale = try scale(rank: down.shape.first)
        let lower: WeightFactor = try weight(.middle).map { .core($0, down) } ?? .whole(down)
        let patch = try scaled(scale) { LowRankPatch(up: .whole(up), down: lower, scale: $0) }
        guard let columns = try columns else { return patch }
        return WidenedPatch(patch, columns: columns)
    }

    /// Of the matrix that the layer is of, where the file tells its shape.
    private var columns: Int? {
        get throws {
            guard let shape = try weight(.shape), shape.count == 2 else { return nil }
            return Int(exactly: try shape.expanded([2]).floats[1])
        }
    }

    private func hadamard() throws -> (any WeightPatch)? {
        guard let up = try weight(.firstUp), let down = try weight(.firstDown), let otherUp = try weight(.secondUp),
            let otherDown = try weight(.secondDown)
        else { return nil }
        let scale = try scale(rank: down.shape.first)
        if let core = try weight(.firstCore), let otherCore = try weight(.secondCore) {
            return try scaled(scale) {
                HadamardPatch(
                    (.transposed(up), .core(core, down)), (.transposed(otherUp), .core(otherCore, otherDown)), scale: $0
                )
            }
        }
        return try scaled(scale) {
            HadamardPatch((.whole(up), .whole(down)), (.whole(otherUp), .whole(otherDown)), scale: $0)
        }
    }

    /// alpha counts only where a factor is a product itself, of whose rank it is a share.
    private func kronecker() throws -> (any WeightPatch)? {
        var rank: Int?
        let outer: WeightFactor
        if let whole = try weight(.outer) {
            outer = .whole(whole)
        } else {
            guard let up = try weight(.outerUp), let down = try weight(.outerDown) else { return nil }
            rank = down.shape.first
            outer = .product(.whole(up), .whole(down))
        }
        let inner: WeightFactor
        if let whole = try weight(.inner) {
            inner = .whole(whole)
        } else {
            guard let up = try weight(.innerUp), let down = try weight(.innerDown) else { return nil }
            rank = down.shape.first
            if let core = try weight(.innerCore) {
                inner = .product(.transposed(up), .core(core, down))
            } else {
                inner = .product(.whole(up), .whole(down))
            }
        }
        return try scaled(scale(rank: rank)) { KroneckerPatch(outer, inner, scale: $0) }
    }

    /// Two forms, told apart by their shapes (ComfyUI's comfy/weight_adapter/glora.py): the older one has each pair of
    /// factors the other way round.
    private func inputMix() throws -> (any WeightPatch)? {
        guard let a1 = try weight(.mixFirst), let a2 = try weight(.mixSecond), let b1 = try weight(.addFirst),
            let b2 = try weight(.addSecond), [a1, a2, b1, b2].allSatisfy({ $0.shape.count >= 2 })
        else { return nil }
        var isOld = b2.shape[1] == b1.shape[0] && b1.shape[0] == a1.shape[0] && a1.shape[0] == a2.shape[1]
        let isNew = b2.shape[0] == b1.shape[1] && b1.shape[1] == a1.shape[1] && a1.shape[1] == a2.shape[0]
        if isNew, !(isOld && a2.shape[0] == shape[0] && shape.count > 1 && shape[0] == shape[1]) { isOld = false }
        let scale = try scale(rank: isOld ? a1.shape[0] : a2.shape[0])
        return try scaled(scale) { scale in
            isOld
                ? InputMixPatch(
                    mix: (.whole(a2), .whole(a1)), added: (.whole(b2), .whole(b1)), scale: scale)
                : InputMixPatch(mix: (.whole(a1), .whole(a2)), added: (.whole(b1), .whole(b2)), scale: scale)
        }
    }

    /// OFT and BOFT; alpha is a constraint of theirs, and what their difference is multiplied by where there are magnitudes,
    /// as in the reference (comfy/weight_adapter/base.py, `weight_decompose`).
    private func rotation() throws -> (any WeightPatch)? {
        guard let blocks = try weight(.blocks), [3, 4].contains(blocks.shape.count) else { return nil }
        let (constraint, magnitude, strength) = (try alpha, try weight(.magnitude), Float(strength))
        let scale = magnitude.map { _ in Float(constraint ?? 0) }
        let patch: any WeightPatch =
            blocks.shape.count == 3
            ? RotationPatch(blocks, constraint: constraint, strength: strength, scale: scale)
            : ButterflyPatch(
                blocks, rescale: try weight(.rescale), constraint: constraint, strength: strength, scale: scale)
        guard let magnitude else { return placed(patch) }
        return DecompositionPatch(placed(patch), magnitude: magnitude, strength: strength)
    }
}
