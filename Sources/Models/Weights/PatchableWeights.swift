package import Tensors

/// What a network was built from, by the names that ComfyUI gives its weights, and the way to build it again with some of
/// them changed. Weights that nothing changes are shared, with what kernels made of them.
package struct PatchableWeights<Product: Sendable>: Sendable {
    /// Weights that lie behind one prefix.
    package struct Part: Sendable {
        /// Of the names, such as `diffusion_model.`; it ends with a dot.
        package let prefix: String
        let reader: WeightReader

        init(_ prefix: String, _ reader: WeightReader) { (self.prefix, self.reader) = (prefix, reader) }
    }

    package let parts: [Part]
    /// What is patched, one patch after the other.
    package private(set) var patches: [String: [any WeightPatch]] = [:]
    private let build: @Sendable ([WeightReader], Self) throws -> Product

    /// - Parameter build: from readers in the place of the parts', and these weights with their patches.
    init(_ parts: [Part], build: @escaping @Sendable ([WeightReader], Self) throws -> Product) {
        (self.parts, self.build) = (parts, build)
    }

    /// Of all weights and biases, in the order of their file.
    package var names: [String] { parts.flatMap { part in part.reader.names.map { part.prefix + $0 } } }

    /// The shape of a weight as its patches leave it; nil if there is none of that name.
    package func shape(_ name: String) -> [Int]? {
        guard let shape = locate(name).flatMap({ $0.reader.shape($0.name) }) else { return nil }
        return (patches[name] ?? []).reduce(shape) { $1.fits($0) ? $1.patchedShape($0) : $0 }
    }

    /// A weight as its patches leave it.
    package func weight(_ name: String) throws -> StoredWeight {
        let (reader, own) = try located(name)
        let weight = try reader.weight(own)
        guard let patches = patches[name] else { return weight }
        return try PatchedSource(
            SingleSource(name: name, stored: weight), by: [name: patches + reader.rounding(own, as: name)],
            in: WeightRoom(beside: reader.room)
        ).weight(name)
    }

    /// A weight without patches.
    package func original(_ name: String) throws -> StoredWeight {
        let (reader, own) = try located(name)
        return try reader.weight(own)
    }

    /// Whether ComfyUI applies a model's own patches to a weight when it loads the model: those of modules that hold other
    /// modules stay as they are (`pos_embed`, `x_pad_token`, `scale_shift_table`, ...; `ModelPatcher._load_list`). Hooks
    /// reach all.
    package func isPatchedAtLoad(_ name: String) -> Bool {
        guard let (reader, own) = locate(name) else { return false }
        let module = own.split(separator: ".").dropLast().joined(separator: ".")
        return reader.children(module).allSatisfy { child in
            reader.has(module.isEmpty ? child : "\(module).\(child)")
        }
    }

    /// The same with further patches behind those that there are.
    package func adding(_ more: [String: [any WeightPatch]]) -> Self {
        var copy = self
        copy.patches.merge(more) { $0 + $1 }
        return copy
    }

    /// The network over the patched weights.
    package func built(_ compute: Compute) throws -> Product {
        guard let first = parts.first else { return try build([], self) }
        let room = WeightRoom(beside: first.reader.room)
        let readers = try parts.map { part in
            var own: [String: [any WeightPatch]] = [:]
            for (name, patches) in patches where name.hasPrefix(part.prefix) {
                let ownName = String(name.dropFirst(part.prefix.count))
                own[part.reader.prefix + ownName] = patches + part.reader.rounding(ownName, as: name)
            }
            return try part.reader.patched(by: own, in: room, compute).reader
        }
        return try build(readers, self)
    }

    private func located(_ name: String) throws -> (reader: WeightReader, name: String) {
        guard let found = locate(name) else {
            throw ModelError(.missingTensor, "there is no weight \(name)")
        }
        return found
    }

    private func locate(_ name: String) -> (reader: WeightReader, name: String)? {
        for part in parts where name.hasPrefix(part.prefix) {
            let own = String(name.dropFirst(part.prefix.count))
            if part.reader.has(own) { return (part.reader, own) }
        }
        return nil
    }
}

extension WeightReader {
    /// What follows the patches of a weight: how the patched one is held.
    ///
    /// - Parameter wholeName: ComfyUI's.
    fileprivate func rounding(_ name: String, as wholeName: String) -> [any WeightPatch] {
        switch held(name) {
        case .float8(let format): [StochasticRounding(to: format, isScaled: false, name: wholeName)]
        case .scaledFloat8(let format): [StochasticRounding(to: format, isScaled: true, name: wholeName)]
        case .nvfp4: [NVFP4Rounding(name: wholeName)]
        case nil: []
        }
    }
}
