package import Formats
internal import Synchronization
package import Tensors

/// Reads weights of a model file by name and checks their shapes: files are not to be trusted.
///
/// Every method throws `ModelError` that names file and tensor, `FormatError`, `OutOfMemoryError` or, within a few tens
/// of milliseconds, `CancellationError`. Weights are copies; pages of a mapped file are given back once they are read.
package struct WeightReader: Sendable {
    private let file: SafetensorsFile
    /// Ends with a dot, or is empty.
    package let prefix: String
    private let compute: Compute
    /// What the weights are rounded to before they become f32, if anything.
    private let roundedTo: DType?
    /// The file's own names for tensors that are asked for by others.
    private let aliases: [String: String]
    private let tree: NameTree

    package init(
        _ file: SafetensorsFile, prefix: String = "", compute: Compute, roundedTo: DType? = nil,
        aliases: [String: String] = [:]
    ) {
        self.init(
            file, prefix: prefix, compute: compute, roundedTo: roundedTo, aliases: aliases,
            tree: NameTree(aliases.isEmpty ? file.names : Array(aliases.keys)))
    }

    private init(
        _ file: SafetensorsFile, prefix: String, compute: Compute, roundedTo: DType?, aliases: [String: String],
        tree: NameTree
    ) {
        self.file = file
        self.prefix = prefix
        self.compute = compute
        self.roundedTo = roundedTo
        self.aliases = aliases
        self.tree = tree
    }

    package var fileName: String { file.name }

    /// The same file, further down.
    package func at(_ path: String) -> WeightReader {
        WeightReader(
            file, prefix: "\(prefix)\(path).", compute: compute, roundedTo: roundedTo, aliases: aliases, tree: tree)
    }

    /// What the file calls a tensor.
    private func fullName(_ name: String) -> String { aliases[prefix + name] ?? prefix + name }

    package func has(_ name: String) -> Bool { file.info(fullName(name)) != nil }

    /// The shape of a tensor; nil if there is none.
    package func shape(_ name: String) -> [Int]? { file.info(fullName(name))?.shape }

    /// What lies at a path: the next parts of the names of tensors below it.
    package func children(_ path: String) -> Set<String> {
        tree.children(of: path.isEmpty ? String(prefix.dropLast()) : prefix + path)
    }

    /// How many numbered things lie at a path. Where one is left out the last ones are missed when they are read.
    package func count(_ path: String) -> Int {
        children(path).count { (1..<6).contains($0.utf8.count) && $0.utf8.allSatisfy { (48...57).contains($0) } }
    }

    package func missing(_ name: String) -> ModelError {
        ModelError(.missingTensor, "\(file.name): no tensor \(fullName(name))")
    }

    package func badShape(_ name: String, _ reason: String) -> ModelError {
        ModelError(.badShape, "\(file.name): tensor \(fullName(name)) \(reason)")
    }

    /// A tensor of exactly this shape; it may borrow the file's memory. Nil for a dimension allows any size from 1 on.
    package func tensor(_ name: String, _ expected: [Int?]) throws -> Tensor {
        guard let info = file.info(fullName(name)) else { throw missing(name) }
        let fits =
            info.shape.count == expected.count
            && zip(info.shape, expected).allSatisfy { $0 > 0 && ($1 == nil || $0 == $1) }
        guard fits else {
            let wanted = expected.map { $0.map(String.init) ?? "any" }.joined(separator: ", ")
            throw badShape(name, "has the shape \(info.shape), not [\(wanted)]")
        }
        let tensor = try file.tensor(fullName(name))
        try readAhead(tensor)
        guard let roundedTo, tensor.dtype != roundedTo else { return tensor }
        return try rounded(tensor, to: roundedTo)
    }

    /// A copy of a tensor that stays in its stored dtype: for tables of which little is read.
    package func table(_ name: String, _ expected: [Int?]) throws -> Tensor {
        let source = try tensor(name, expected)
        var copy = try Tensor(allocating: source.shape, dtype: source.dtype)
        try source.withUnsafeBytes { from in
            try copy.withUnsafeMutableBytes { to in
                try compute.pool.parallelFor(
                    (from.count + Self.piece - 1) / Self.piece, cancellation: compute.cancellation
                ) {
                    let range = $0 * Self.piece..<min(($0 + 1) * Self.piece, from.count)
                    to.baseAddress!.advanced(by: range.lowerBound)
                        .copyMemory(from: from.baseAddress! + range.lowerBound, byteCount: range.count)
                }
            }
        }
        source.storage.discardPages(source.byteOffset..<source.byteOffset + source.byteCount)
        return copy
    }

    /// Bytes that are read between two looks at the cancellation.
    private static let piece = 1 << 22

    /// Touches every page: what comes from a slow disk then comes here, where a cancellation is seen.
    private func readAhead(_ tensor: Tensor) throws(CancellationError) {
        // keeps the compiler from leaving the reading out
        let sink = Atomic<UInt8>(0)
        try tensor.withUnsafeBytes { (bytes) throws(CancellationError) in
            try compute.pool.parallelFor(
                (bytes.count + Self.piece - 1) / Self.piece, cancellation: compute.cancellation
            ) { index in
                var sum: UInt8 = 0
                for at in stride(from: index * Self.piece, to: min((index + 1) * Self.piece, bytes.count), by: 4096) {
                    sum &+= bytes[at]
                }
                sink.bitwiseXor(sum, ordering: .relaxed)
            }
        }
    }

    private func rounded(_ tensor: Tensor, to dtype: DType) throws -> Tensor {
        let rowBytes = max(tensor.byteCount / tensor.shape[0], 1)
        let rows = max(Self.piece / rowBytes, 1)
        guard tensor.shape[0] > rows else { return try tensor.converted(to: dtype, pool: compute.pool) }
        var result = try Tensor(allocating: tensor.shape, dtype: dtype)
        for start in stride(from: 0, to: tensor.shape[0], by: rows) {
            try compute.cancellation?.check()
            let part = try tensor.slice(start..<min(start + rows, tensor.shape[0])).converted(
                to: dtype, pool: compute.pool)
            result.withUnsafeMutableBytes { target in
                part.withUnsafeBytes { source in
                    UnsafeMutableRawBufferPointer(rebasing: target[(start * part.byteCount / part.shape[0])...])
                        .copyMemory(from: source)
                }
            }
        }
        return result
    }

    /// `path.weight` [outputs, inputs] (or of a 1x1 convolution) and `path.bias` unless the layer has none.
    package func linear(
        _ path: String, inputs: Int? = nil, outputs: Int? = nil, bias: Bool = true
    ) throws -> LinearWeight {
        let layer = at(path)
        let isConvolution = layer.shape("weight")?.count == 4
        let weight = try layer.tensor("weight", isConvolution ? [outputs, inputs, 1, 1] : [outputs, inputs])
        return try LinearWeight(
            weight: weight, bias: bias ? layer.tensor("bias", [weight.shape[0]]) : nil, pool: compute.pool)
    }

    /// `path.weight` [outputs, inputs, kernel, kernel] and `path.bias` [outputs].
    package func convolution(
        _ path: String, inputs: Int? = nil, outputs: Int? = nil, kernel: Int = 3
    ) throws -> ConvWeight {
        let layer = at(path)
        let weight = try layer.tensor("weight", [outputs, inputs, kernel, kernel])
        return try ConvWeight(weight: weight, bias: layer.tensor("bias", [weight.shape[0]]), pool: compute.pool)
    }

    /// `path.weight` and `path.bias` [channels].
    package func norm(_ path: String, _ channels: Int) throws -> NormWeight {
        try NormWeight(
            weight: at(path).tensor("weight", [channels]), bias: at(path).tensor("bias", [channels]))
    }

    /// A norm over groups of channels.
    package func groupNorm(_ path: String, _ channels: Int) throws -> NormWeight {
        let norm = try norm(path, channels)
        guard channels % groupCount == 0 else {
            throw at(path).badShape("weight", "has \(channels) channels, which cannot be cut into \(groupCount) groups")
        }
        return norm
    }
}

/// Every group norm of the Stable Diffusion family has 32 groups.
let groupCount = 32
