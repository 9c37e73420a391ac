internal import Tensors

// Sequences of tokens: [B, T, ...].
extension Tensor {
    /// The tokens of each item, one part's behind the other's. [[B, Ti, ...]] -> [B, sum of Ti, ...]
    static func joiningTokens(_ parts: [Tensor]) throws(OutOfMemoryError) -> Tensor {
        precondition(!parts.isEmpty)
        let (batch, rest) = (parts[0].shape[0], parts[0].shape.dropFirst(2))
        precondition(parts.allSatisfy { $0.shape[0] == batch && $0.shape.dropFirst(2) == rest })
        if parts.count == 1 { return parts[0] }
        let tokens = parts.reduce(0) { $0 + $1.shape[1] }
        var result = try Tensor(allocating: [batch, tokens] + rest)
        let width = rest.reduce(1, *)
        result.withMutableFloats { target in
            var start = 0
            for part in parts {
                let count = part.shape[1] * width
                part.withFloats { source in
                    guard let from = source.baseAddress, let to = target.baseAddress, count > 0 else { return }
                    for item in 0..<batch {
                        (to + item * tokens * width + start).update(from: from + item * count, count: count)
                    }
                }
                start += count
            }
        }
        return result
    }

    /// Some neighbouring tokens of each item. [B, T, ...] -> [B, range.count, ...]
    func tokens(_ range: Range<Int>) throws(OutOfMemoryError) -> Tensor {
        precondition(rank >= 2 && range.lowerBound >= 0 && range.upperBound <= shape[1])
        if range.count == shape[1] { return self }
        let (batch, tokens, rest) = (shape[0], shape[1], shape.dropFirst(2))
        if batch == 1 {
            return reshaped(Array(shape.dropFirst())).slice(range).reshaped([1, range.count] + rest)
        }
        var result = try Tensor(allocating: [batch, range.count] + rest)
        let width = rest.reduce(1, *)
        result.withMutableFloats { target in
            withFloats { source in
                guard let from = source.baseAddress, let to = target.baseAddress, !target.isEmpty else { return }
                for item in 0..<batch {
                    (to + item * range.count * width).update(
                        from: from + (item * tokens + range.lowerBound) * width, count: range.count * width)
                }
            }
        }
        return result
    }
}
