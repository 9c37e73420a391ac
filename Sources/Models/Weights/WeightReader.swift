internal import System
package import Tensors

/// Reads weights of a model file by name and checks their shapes: files are not to be trusted.
///
/// Every method throws `ModelError` that names file and tensor, `FormatError`, `OutOfMemoryError` or `CancellationError`.
/// Large weights borrow the file's memory and are expanded where they are used; small ones are copies.
package struct WeightReader: Sendable {
    private let source: any WeightSource
    /// Ends with a dot, or is empty.
    package let prefix: String
    private let compute: Compute
    /// Of what is expanded of these weights.
    package let room: WeightRoom
    private let tree: NameTree

    /// - Parameters:
    ///   - room: bounds and counts what kernels make of the weights.
    ///   - roundedTo: what the weights are rounded to before they become f32, if anything.
    package init(
        _ source: any WeightSource, prefix: String = "", compute: Compute, room: WeightRoom = WeightRoom(),
        roundedTo: DType? = nil
    ) {
        self.init(
            ResidentSource(source, in: room, roundedTo: roundedTo), prefix: prefix, compute: compute, room: room,
            tree: NameTree(source.names))
    }

    private init(
        _ source: any WeightSource, prefix: String, compute: Compute, room: WeightRoom, tree: NameTree
    ) {
        self.source = source
        self.prefix = prefix
        self.compute = compute
        self.room = room
        self.tree = tree
    }

    package var fileName: String { source.name }

    /// A text or number that the file has beside its tensors.
    package func metadata(_ key: String) -> String? { source.metadata[key] }

    /// The tensors below this place, under their names from here on.
    package func relativeSource() -> any WeightSource {
        RenamedSource(source) { [prefix] name in name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil }
    }

    /// What the file calls those tensors below this place that nobody has read.
    package var unread: [String] {
        guard let source = source as? ResidentSource else { return [] }
        return source.unread.filter { $0.hasPrefix(prefix) }.map(source.originalName)
    }

    /// The same source, further down.
    package func at(_ path: String) -> WeightReader {
        WeightReader(
            source, prefix: "\(prefix)\(path).", compute: compute, room: room, tree: tree)
    }

    /// The same source, at the top.
    package var root: WeightReader {
        WeightReader(source, prefix: "", compute: compute, room: room, tree: tree)
    }

    /// The same weights, some of them patched: a network that is built again over this shares all others, and what
    /// kernels made of them, with the one that was built over the source as it is. Its room is beside that one's.
    ///
    /// - Parameters:
    ///   - patches: by whole name, the prefix included; what fits no weight is left out.
    ///   - room: one beside this reader's; nil for a new one.
    ///   - compute: what a cancellation is looked for in.
    package func patched(
        by patches: [String: [any WeightPatch]], in room: WeightRoom? = nil, _ compute: Compute
    ) throws -> (reader: WeightReader, unused: [String]) {
        let room = room ?? WeightRoom(beside: self.room)
        let source = try PatchedSource(source, by: patches, in: room)
        return (
            WeightReader(source, prefix: prefix, compute: compute, room: room, tree: tree), source.unused
        )
    }

    /// What the file calls a tensor.
    private func originalName(_ name: String) -> String { source.originalName(prefix + name) }

    /// Of all tensors behind the prefix, without it, in the file's order.
    package var names: [String] {
        source.names.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }

    /// A tensor of any shape; throws if there is none of that name.
    package func weight(_ name: String) throws -> StoredWeight {
        guard has(name) else { throw missing(name) }
        return try source.weight(prefix + name)
    }

    package func has(_ name: String) -> Bool { source.info(prefix + name) != nil }

    /// The shape of a tensor; nil if there is none.
    package func shape(_ name: String) -> [Int]? { source.info(prefix + name)?.shape }

    /// What a tensor is rounded to again once it was patched, if anything.
    package func held(_ name: String) -> HeldFormat? { source.info(prefix + name)?.held }

    /// What lies at a path: the next parts of the names of tensors below it.
    package func children(_ path: String) -> Set<String> {
        tree.children(of: path.isEmpty ? String(prefix.dropLast()) : prefix + path)
    }

    /// How many numbered things lie at a path. Where one is left out the last ones are missed when they are read.
    package func count(_ path: String) -> Int {
        children(path).count { (1..<6).contains($0.utf8.count) && $0.utf8.allSatisfy { (48...57).contains($0) } }
    }

    package func missing(_ name: String) -> ModelError {
        ModelError(.missingTensor, "\(fileName): no tensor \(originalName(name))")
    }

    package func badShape(_ name: String, _ reason: String) -> ModelError {
        ModelError(.badShape, "\(fileName): tensor \(originalName(name)) \(reason)")
    }

    /// A tensor of exactly this shape, as the file stores it. Nil for a dimension allows any size from 1 on.
    package func stored(_ name: String, _ expected: [Int?]) throws -> StoredWeight {
        try compute.cancellation?.check()
        guard let info = source.info(prefix + name) else { throw missing(name) }
        let fits =
            info.shape.count == expected.count
            && zip(info.shape, expected).allSatisfy { $0 > 0 && ($1 == nil || $0 == $1) }
        guard fits else {
            let wanted = expected.map { $0.map(String.init) ?? "any" }.joined(separator: ", ")
            throw badShape(name, "has the shape \(info.shape), not [\(wanted)]")
        }
        return try source.weight(prefix + name)
    }

    /// The same as f32.
    package func tensor(_ name: String, _ expected: [Int?]) throws -> Tensor {
        try stored(name, expected).expanded()
    }

    /// `path.weight` [outputs, inputs] (or of a 1x1 convolution) and `path.bias` unless the layer has none.
    package func linear(
        _ path: String, inputs: Int? = nil, outputs: Int? = nil, bias: Bool = true
    ) throws -> LinearWeight {
        let layer = at(path)
        let isConvolution = layer.shape("weight")?.count == 4
        let weight = try layer.stored("weight", isConvolution ? [outputs, inputs, 1, 1] : [outputs, inputs])
        return try LinearWeight(
            weight: weight, bias: bias ? layer.stored("bias", [weight.shape[0]]) : nil,
            mayBeIntegers: BlockLayer.contains(layer.prefix))
    }

    /// `path.weight` [outputs, inputs, kernel, kernel] and `path.bias` [outputs] unless the layer has none.
    package func convolution(
        _ path: String, inputs: Int? = nil, outputs: Int? = nil, kernel: Int = 3, bias: Bool = true
    ) throws -> ConvWeight {
        let layer = at(path)
        let weight = try layer.stored("weight", [outputs, inputs, kernel, kernel])
        return try ConvWeight(weight: weight, bias: bias ? layer.stored("bias", [weight.shape[0]]) : nil)
    }

    /// `path.weight` and `path.bias` [channels].
    package func norm(_ path: String, _ channels: Int) throws -> NormWeight { try at(path).norm(channels) }

    /// `weight` and `bias` [channels].
    package func norm(_ channels: Int) throws -> NormWeight {
        try NormWeight(weight: stored("weight", [channels]), bias: stored("bias", [channels]))
    }
}
