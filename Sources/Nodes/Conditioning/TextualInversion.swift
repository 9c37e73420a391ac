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
    func vectors(_ name: String, _ key: String, _ width: Int) -> [[Float]]? {
        for suffix in Self.suffixes {
            guard let source = try? ModelSource(name + suffix, of: "embeddings", in: environment) else { continue }
            do {
                let tensor = try Self.weight(source.open(), key).expanded()
                guard let last = tensor.shape.last, last == width, tensor.count > 0 else {
                    Log.warning(
                        "the embedding \(name) of shape \(tensor.shape) does not fit a text encoder of width \(width)")
                    return nil
                }
                let values = tensor.floats
                return stride(from: 0, to: values.count, by: width).map { Array(values[$0..<($0 + width)]) }
            } catch {
                Log.warning("the embedding \(name) cannot be read: \(error)")
                return nil
            }
        }
        return nil
    }

    /// An encoder's vectors in a file for several, else the first tensor.
    private static func weight(_ file: any WeightSource, _ key: String) throws -> StoredWeight {
        if file.info(key) != nil { return try file.weight(key) }
        guard let first = file.names.first else { throw FormatError(.malformed, "\(file.name): no tensors") }
        return try file.weight(first)
    }
}
