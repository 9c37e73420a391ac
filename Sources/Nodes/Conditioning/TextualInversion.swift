internal import Folders
internal import Formats
internal import System
internal import Tensors

/// The vectors that a prompt's `embedding:name` stands for.
struct TextualInversion {
    let environment: NodeEnvironment

    private static let suffixes = ["", ".safetensors", ".pt", ".bin"]

    /// Nil if there is no such file or it cannot be used; the latter is told.
    ///
    /// - Parameters:
    ///   - key: of the encoder in a file for several
    ///   - width: of the encoder
    func vectors(_ name: String, _ key: String, _ width: Int) throws -> [[Float]]? {
        // a prompt may name many
        try Cancellation.checkCurrent()
        guard let source = source(name) else { return nil }
        do {
            let tensor = try Self.vectors(source.open(), key, width)
            guard let last = tensor.shape.last, last == width, tensor.count > 0 else {
                Warnings.tell(
                    "the embedding \(name) of shape \(tensor.shape) does not fit a text encoder of width \(width)")
                return nil
            }
            let values = tensor.floats
            return stride(from: 0, to: values.count, by: width).map { Array(values[$0..<($0 + width)]) }
        } catch {
            Warnings.tell("the embedding \(name) cannot be read: \(error)")
            return nil
        }
    }

    /// What is no model file is read, not mapped.
    private var readingEnvironment: NodeEnvironment {
        var reading = environment
        reading.mapsModels = false
        return reading
    }

    /// The file of that name, with or without its suffix, in an embeddings folder or else anywhere below one.
    private func source(_ name: String) -> ModelSource? {
        let names = Self.suffixes.map { name + $0 }
        let below = environment.folders.files(of: "embeddings").filter { file in
            names.contains {
                file.utf8.count > $0.utf8.count && file.utf8.suffix($0.utf8.count + 1).elementsEqual("/\($0)".utf8)
            }
        }
        for candidate in names + below {
            if let found = try? ModelSource(candidate, of: "embeddings", in: readingEnvironment) { return found }
        }
        return nil
    }

    /// An encoder's vectors in a file for several, those that a LoRA brings along (one behind the other), a list's of all
    /// its files that fit, else the first tensor.
    static func vectors(_ file: any WeightSource, _ key: String, _ width: Int) throws -> Tensor {
        if let name = file.names.first(where: { $0.hasPrefix("string_to_param.") })
            ?? (file.info(key) == nil ? nil : key)
        {
            return try file.weight(name).expanded()
        }
        let brought = file.names.filter { $0.hasPrefix("bundle_emb.") }
        for ending in [".string_to_param.*", ".\(key)"] {
            let own = brought.filter { $0.hasSuffix(ending) && file.info($0)?.shape.last == width }
            guard !own.isEmpty else { continue }
            return Tensor.concatenated(try own.map { try rows(of: file.weight($0), width) })
        }
        let items = file.names.filter { $0.split(separator: ".").first.flatMap { Int($0) } != nil && $0.contains(".") }
        if items.count == file.names.count, !items.isEmpty {
            let fitting = items.filter { file.info($0)?.shape.last == width }
            guard !fitting.isEmpty else { return try file.weight(items[0]).expanded() }
            return Tensor.concatenated(try fitting.map { try rows(of: file.weight($0), width) })
        }
        guard let first = file.names.first else { throw FormatError(.malformed, "\(file.name): no tensors") }
        return try file.weight(first).expanded()
    }

    /// [..., width] -> [N, width]
    private static func rows(of weight: StoredWeight, _ width: Int) throws -> Tensor {
        try weight.expanded([weight.count / max(width, 1), width])
    }
}
