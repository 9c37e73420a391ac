/// A source over another one, some of whose weights are patched. Those that no patch touches are the other source's own,
/// with the forms that kernels made of them.
package struct PatchedSource: WeightSource {
    private let base: any WeightSource
    private let patched: [String: StoredWeight]
    /// Names of patches that no weight has, or whose weight some of them do not fit; in order.
    package let unused: [String]

    /// - Parameters:
    ///   - patches: of each name, one after the other; those that do not fit are left out.
    ///   - room: bounds and counts the memory of what kernels make of patched weights.
    package init(
        _ base: any WeightSource, by patches: [String: [any WeightPatch]], in room: WeightRoom
    ) throws {
        var patched: [String: StoredWeight] = [:]
        var misfits: Set<String> = []
        for (name, patches) in patches {
            guard var shape = base.info(name)?.shape else { continue }
            let fitting = patches.filter { patch in
                guard patch.fits(shape) else { return false }
                shape = patch.patchedShape(shape)
                return true
            }
            if fitting.count < patches.count { misfits.insert(name) }
            guard !fitting.isEmpty else { continue }
            patched[name] = try base.weight(name).patched(by: fitting, in: room)
        }
        (self.base, self.patched) = (base, patched)
        unused = patches.keys.filter { patched[$0] == nil || misfits.contains($0) }.sorted()
    }

    package var name: String { base.name }
    package var metadata: [String: String] { base.metadata }
    package var names: [String] { base.names }
    package func originalName(_ name: String) -> String { base.originalName(name) }

    package func info(_ name: String) -> WeightInfo? {
        guard let weight = patched[name] else { return base.info(name) }
        return base.info(name).map {
            WeightInfo(shape: weight.shape, format: $0.format, byteCount: weight.byteCount, held: $0.held)
        }
    }

    package func weight(_ name: String) throws -> StoredWeight { try patched[name] ?? base.weight(name) }
}
