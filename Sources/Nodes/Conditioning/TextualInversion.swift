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
    func vectors(_ name: String, _ key: String, _ width: Int) -> [[Float]]? {
        guard let source = source(name) else { return nil }
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

    /// The file of that name, with or without its suffix, in an embeddings folder or else anywhere below one.
    private func source(_ name: String) -> ModelSource? {
        let names = Self.suffixes.map { name + $0 }
        let below = environment.folders.files(of: "embeddings").filter { file in
            names.contains {
                file.utf8.count > $0.utf8.count && file.utf8.suffix($0.utf8.count + 1).elementsEqual("/\($0)".utf8)
            }
        }
        for candidate in names + below {
            if let found = try? ModelSource(candidate, of: "embeddings", in: environment) { return found }
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
