package import Tensors

/// Added to the scores of attention over text and picture.
package enum TokenBias: Sendable {
    /// [1 or B, S, S] for as many tokens S as there are.
    case all(Tensor)
    /// For each token of the text as a key. [1 or B, T]
    case text(Tensor)

    private var tensor: Tensor {
        switch self {
        case .all(let tensor), .text(let tensor): tensor
        }
    }

    /// Of the tensor, without the batch.
    var shape: [Int] { Array(tensor.shape.dropFirst()) }

    /// Those of items of a batch, of one kind and shape; nil of none.
    ///
    /// - Parameters:
    ///   - biases: with the item of the latent's batch that each is for
    ///   - isOne: whether they are all the same
    static func joined(_ biases: [(bias: TokenBias, item: Int)], isOne: Bool) -> TokenBias? {
        guard let first = biases.first?.bias else { return nil }
        if isOne, first.tensor.shape[0] == 1 { return first }
        let rows = biases.map { bias, item in
            let own = item % bias.tensor.shape[0]
            return bias.tensor.slice(own..<own + 1)
        }
        switch first {
        case .all: return .all(Tensor.concatenated(rows))
        case .text: return .text(Tensor.concatenated(rows))
        }
    }
}

extension NetworkInputs {
    /// The bias [1 or B, 1, S, S] for so many tokens, if there is one.
    func bias(text: Int, picture: Int) throws(ModelError) -> Tensor? {
        guard case .all(let values) = attentionBias else { return nil }
        let count = text + picture
        guard values.rank == 3, values.shape[1] == count, values.shape[2] == count,
            values.shape[0] == 1 || values.shape[0] == context.shape[0]
        else {
            throw ModelError(.badInput, "an attention mask of shape \(values.shape) for \(count) tokens")
        }
        return values.reshaped([values.shape[0], 1, count, count])
    }

    /// The bias of the text's tokens as keys, and none of the picture's. [1 or B, 1, 1, S]
    func keyBias(text: Int, picture: Int) throws -> Tensor? {
        guard case .text(let values) = attentionBias else { return nil }
        guard values.rank == 2, values.shape[1] == text,
            values.shape[0] == 1 || values.shape[0] == context.shape[0]
        else {
            throw ModelError(.badInput, "an attention mask of shape \(values.shape) for \(text) tokens of text")
        }
        let zeros = try Tensor(allocatingZeros: [values.shape[0], picture])
        return try Tensor.joiningTokens([values, zeros]).reshaped([values.shape[0], 1, 1, text + picture])
    }
}
