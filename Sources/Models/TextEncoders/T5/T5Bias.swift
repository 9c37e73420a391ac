internal import Glibc
internal import Tensors

/// What T5 adds to the scores of attention for how far apart two places are: a number for each head and each of 32 ranges
/// of distances (Raffel et al. 2019, section 2.1; transformers' `T5Attention._relative_position_bucket`).
struct T5Bias: Sendable {
    /// [ranges, heads]
    private let table: Tensor

    private static let ranges = 32
    private static let longest: Float = 128

    var heads: Int { table.shape[1] }
    var byteCount: Int { table.byteCount }

    /// - Parameter reader: at the tensor `relative_attention_bias.weight`
    init(_ reader: WeightReader) throws {
        table = try reader.tensor("relative_attention_bias.weight", [Self.ranges, nil])
    }

    /// The range of a distance: half of them for places behind, and in either half the first half for single distances,
    /// the rest for ever longer ones.
    static func range(of distance: Int) -> Int {
        let (half, exact) = (ranges / 2, ranges / 4)
        let size = abs(distance)
        let first = distance > 0 ? half : 0
        guard size >= exact else { return first + size }
        let share = logf(Float(size) / Float(exact)) / logf(longest / Float(exact))
        return first + min(exact + Int(share * Float(half - exact)), half - 1)
    }

    /// For so many places: of a key's distance from a query, 1 - T to T - 1. [heads, 2T - 1]
    func callAsFunction(_ count: Int) throws -> Tensor {
        let (heads, distances) = (heads, 1 - count..<count)
        var result = try Tensor(allocating: [heads, distances.count])
        let ranges = distances.map { Self.range(of: $0) }
        result.withMutableFloats { result in
            table.withFloats { table in
                for head in 0..<heads {
                    for (at, range) in ranges.enumerated() {
                        result[head * ranges.count + at] = table[range * heads + head]
                    }
                }
            }
        }
        return result
    }

    /// What hides places that are not attended to. [1, 1, 1, T]
    static func hiding(_ seen: [Bool]) -> Tensor {
        Tensor(seen.map { $0 ? 0 : -.greatestFiniteMagnitude }, shape: [1, 1, 1, seen.count])
    }
}
