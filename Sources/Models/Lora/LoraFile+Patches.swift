package import Tensors

/// What a LoRA does to some weights.
package struct LoraPatches {
    /// By ComfyUI's names of the weights.
    package fileprivate(set) var patches: [String: [any WeightPatch]] = [:]
    /// The file's tensors that are of no layer that there is, or fit none.
    package fileprivate(set) var unused: [String] = []
    /// Layers whose names were found.
    package fileprivate(set) var layerCount = 0
}

extension LoraFile {
    /// The patches of the weights that `map` finds.
    ///
    /// - Parameters:
    ///   - strength: 0 leaves everything as it is.
    ///   - shape: of a weight; nil if it is not there.
    ///   - isWanted: layers of which nothing is told if they are not found.
    package func patches(
        _ map: LoraMap, strength: Double, shape: (String) -> [Int]?, isWanted: (_ layer: String) -> Bool = { _ in true }
    ) throws -> LoraPatches {
        var result = LoraPatches()
        result.unused = unknown.filter(isWanted)
        for (name, parts) in layers {
            guard let target = map[name] else {
                if isWanted(name) { result.unused += parts.values.sorted() }
                continue
            }
            var isUsed = false
            for (target, isBias) in [(target, false), (target.bias, true)] {
                guard let target, let whole = shape(target.weight) else { continue }
                let own = target.rows.map { [$0.count] + whole.dropFirst() } ?? whole
                let layer = LoraLayer(
                    source: source, parts: parts, shape: own, exchangesHalves: target.exchangesHalves,
                    strength: strength)
                for patch in try isBias ? layer.biasPatches() : layer.weightPatches() {
                    let patch = target.rows.map { RowsPatch(patch, rows: $0) as any WeightPatch } ?? patch
                    guard patch.fits(whole) else { continue }
                    isUsed = true
                    if strength != 0 || patch is ReplacementPatch {
                        result.patches[target.weight, default: []].append(patch)
                    }
                }
            }
            if isUsed { result.layerCount += 1 } else { result.unused += parts.values.sorted() }
        }
        return result
    }
}
