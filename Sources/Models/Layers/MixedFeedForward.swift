internal import Tensors

/// A gated feed-forward layer for all tokens and some for those that a gate sends there: each token takes the two of which
/// the gate thinks most, weighed by what it thinks of them among all (Dai et al., 2024, arXiv 2401.06066; diffusers,
/// transformer_hidream_image.py, `MOEFeedForwardSwiGLU`).
struct MixedFeedForward: Sendable {
    private let shared: GatedFeedForward
    private let experts: [GatedFeedForward]
    private let gate: LinearWeight

    /// How many experts a token takes; no file says it.
    private static let taken = 2
    private static let names = (gate: "w1", up: "w3", down: "w2")

    /// - Parameter reader: at `shared_experts`, `experts`, `gate`
    init(_ reader: WeightReader, width: Int) throws {
        func layer(_ path: String) throws -> GatedFeedForward {
            try GatedFeedForward(reader.at(path), Self.names, width: width, activation: .silu)
        }
        shared = try layer("shared_experts")
        experts = try (0..<max(reader.count("experts"), 1)).map { try layer("experts.\($0)") }
        gate = try reader.linear("gate", inputs: width, outputs: experts.count, bias: false)
    }

    /// x: [..., C] -> the same shape
    func callAsFunction(_ x: Tensor, _ compute: Compute) throws -> Tensor {
        let width = gate.inputs
        let rows = x.reshaped([x.count / width, width])
        let places = try places(rows, compute)
        var result = try shared(rows, compute)
        for (expert, places) in zip(experts, places) where !places.isEmpty {
            let own = try Self.gathered(rows, places.map(\.row))
            let fed = try expert(own, compute)
            result.withMutableFloats { result in
                fed.withFloats { fed in
                    for (index, place) in places.enumerated() {
                        let (from, to) = (index * width, place.row * width)
                        for i in 0..<width { result[to + i] += place.weight * fed[from + i] }
                    }
                }
            }
        }
        return result.reshaped(x.shape)
    }

    /// For each expert the rows that take it, with what its result counts there.
    private func places(_ rows: Tensor, _ compute: Compute) throws -> [[(row: Int, weight: Float)]] {
        let shares = try compute.softmax(compute.linear(rows, gate)).floats
        var places = experts.map { _ in [(row: Int, weight: Float)]() }
        for row in 0..<rows.shape[0] {
            let own = shares[row * experts.count..<(row + 1) * experts.count]
            let best = own.indices.sorted { own[$0] > own[$1] || own[$0] == own[$1] && $0 < $1 }
            for index in best.prefix(Self.taken) {
                places[index - own.startIndex].append((row, own[index]))
            }
        }
        return places
    }

    private static func gathered(_ x: Tensor, _ rows: [Int]) throws -> Tensor {
        let width = x.shape[1]
        var result = try Tensor(allocating: [rows.count, width])
        result.withMutableFloats { target in
            x.withFloats { source in
                guard let from = source.baseAddress, let to = target.baseAddress else { return }
                for (index, row) in rows.enumerated() {
                    (to + index * width).update(from: from + row * width, count: width)
                }
            }
        }
        return result
    }

    var byteCount: Int { experts.reduce(shared.byteCount + gate.byteCount) { $0 + $1.byteCount } }
    /// Of its widest layer.
    var inner: Int { experts.reduce(shared.gate.outputs) { max($0, $1.gate.outputs) } }
}
