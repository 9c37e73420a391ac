internal import Tensors
internal import Tokenizers

/// The table of a text encoder's tokens as vectors.
struct TokenEmbedding: Sendable {
    /// [tokens, width]
    private let table: StoredWeight

    var width: Int { table.shape[1] }
    /// How many tokens it knows.
    var count: Int { table.shape[0] }
    var byteCount: Int { table.byteCount }
    /// [tokens, width]
    var weight: StoredWeight { table }

    /// - Parameter name: of the tensor
    init(_ reader: WeightReader, _ name: String) throws { table = try reader.stored(name, [nil, nil]) }

    /// What stands for a prompt's places: tokens' vectors, and those that the prompt brings along. [T, width]
    func callAsFunction(_ tokens: some Collection<PromptToken>, _ compute: Compute) throws -> Tensor {
        var ids: [Int] = []
        for token in tokens {
            switch token.value {
            case .token(let id):
                guard (0..<count).contains(id) else {
                    throw ModelError(.badInput, "no token \(id); the text encoder knows \(count)")
                }
                ids.append(id)
            case .vector(let values):
                guard values.count == width else {
                    throw ModelError(
                        .badInput, "an embedding of width \(values.count); the text encoder's is \(width)")
                }
            }
        }
        let rows = try compute.lookUp(ids, in: table)
        guard ids.count < tokens.count else { return rows }
        var next = 0
        return Tensor.concatenated(
            tokens.map { token in
                if case .vector(let values) = token.value { return Tensor(values, shape: [1, width]) }
                next += 1
                return rows.slice(next - 1..<next)
            })
    }
}
