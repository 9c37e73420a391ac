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
        // of several changes of the same rows the last stays, in the first one's place
        var changes: [LoraTarget: any WeightPatch] = [:]
        var order: [LoraTarget] = []
        for (name, parts) in layers.sorted(by: { map.isBefore($0.name, $1.name) }) {
            guard let target = map[name] else {
                if isWanted(name) { result.unused += parts.values.sorted() }
                continue
            }
            var isUsed = false
            for (target, isBias) in [(target, false), (target.bias, true)] {
                guard let target, let whole = shape(target.weight) else { continue }
                let own = target.rows.map { [$0.count] + whole.dropFirst() } ?? whole
                let layer = LoraLayer(
                    source: plain, parts: parts, shape: own, exchangesHalves: target.exchangesHalves,
                    strength: strength)
                guard let patch = try isBias ? layer.biasPatch() : layer.weightPatch() else { continue }
                let placed = target.rows.map { RowsPatch(patch, rows: $0) as any WeightPatch } ?? patch
                guard placed.fits(whole) else { continue }
                isUsed = true
                guard strength != 0 || patch is ReplacementPatch else { continue }
                if changes.updateValue(placed, forKey: target) == nil { order.append(target) }
            }
            if isUsed { result.layerCount += 1 } else { result.unused += parts.values.sorted() }
        }
        for target in order { result.patches[target.weight, default: []].append(changes[target]!) }
        result.unused = result.unused.map(plain.originalName)
        return result
    }
}
