import Tensors
import TestSupport
import Testing

/// What transformers need: shared keys, biases of scores, rotary positions, gates.
@Suite struct TransformerOperationTests {
    @Test(
        arguments: OperationCase.sharedAttentions + OperationCase.rows + OperationCase.rotations
            + OperationCase.gatedLayers)
    func agreesWithItsOracleForAnyNumberOfThreads(_ operation: OperationCase) throws {
        try OperationTests().agreesWithItsOracleForAnyNumberOfThreads(operation)
    }

    /// Keys that are hidden from all queries count nothing, wherever blocks of keys begin.
    @Test(arguments: [1, 150, 192, 193, 400])
    func hiddenKeysAreAsIfTheyWereNotThere(_ hidden: Int) throws {
        let compute = OperationTests.pools.map { Compute(pool: $0) }[1]
        let keys = hidden + 7
        let q = Tensor.random([1, 40, 64], seed: 1), k = Tensor.random([1, keys, 64], seed: 2)
        let v = Tensor.random([1, keys, 64], seed: 3)
        var bias = [Float](repeating: 0, count: keys)
        for i in 0..<hidden { bias[i] = i % 2 == 0 ? -.infinity : -.greatestFiniteMagnitude }
        let all = try compute.attention(
            q: q, k: k, v: v, AttentionOptions(heads: 2, bias: Tensor(bias, shape: [1, 1, 1, keys])))
        func visible(_ x: Tensor) -> Tensor { x.reshaped([keys, 64]).slice(hidden..<keys).reshaped([1, 7, 64]) }
        let few = try compute.attention(q: q, k: visible(k), v: visible(v), AttentionOptions(heads: 2))
        #expect(relativeDifference(all, few) < 1e-6)
    }

    /// The same with factors rounded to bf16, where the processor multiplies those.
    @Test func reducedPrecision() throws {
        let compute = Compute(pool: ThreadPool(threads: 2), bf16: .all).computing(.unet)
        for operation in OperationCase.sharedAttentions {
            let (result, expected) = (try operation.run(compute).floats, operation.oracle())
            let worst = zip(result, expected).map { abs(Double($0) - $1) / (1 + abs($1)) }.max() ?? 0
            #expect(worst < 0.03, "\(operation.name)")
        }
    }
}

extension OperationCase {
    static var sharedAttentions: [OperationCase] {
        // B, T, S, heads, heads of keys, head width, shape of the bias but for keys, scale
        let shapes: [(Int, Int, Int, Int, Int, Int, [Int], Double?)] = [
            (2, 33, 33, 8, 2, 16, [], nil), (1, 70, 200, 4, 1, 72, [1, 1, 1], nil),
            (2, 65, 210, 6, 3, 96, [2, 1, 65], 1),
            (1, 40, 40, 2, 2, 128, [1, 2, 40], 0.5), (2, 7, 390, 3, 3, 256, [2, 3, 1], nil),
            (2, 100, 5, 4, 4, 40, [2, 4, 100], 0.2), (0, 4, 4, 2, 1, 4, [1, 1, 1], nil),
        ]
        return [false, true].flatMap { hasDistances in
            shapes.map { attention($0, hasDistances: hasDistances) }
        }
    }

    private static func attention(
        _ shape: (Int, Int, Int, Int, Int, Int, [Int], Double?), hasDistances: Bool
    ) -> OperationCase {
        let (batch, queries, keys, heads, keyHeads, width, biased, scale) = shape
        let q = Tensor.random([batch, queries, heads * width], seed: 41, scale: scale == nil ? 1 : 0.2)
        let k = Tensor.random([batch, keys, keyHeads * width], seed: 42)
        let v = Tensor.random([batch, keys, keyHeads * width], seed: 43)
        let bias = biased.isEmpty ? nil : Tensor.random(biased + [keys], seed: 44, scale: 3)
        let options = AttentionOptions(
            heads: heads, keyHeads: keyHeads, scale: scale, bias: bias,
            distances: hasDistances ? .random([heads, queries + keys - 1], seed: 45, scale: 2) : nil)
        return OperationCase(
            name: "attention \([batch, queries, keys]) heads \(heads)/\(keyHeads) of \(width) bias \(biased)"
                + (hasDistances ? " and distances" : ""),
            shape: q.shape, run: { try $0.attention(q: q, k: k, v: v, options) },
            oracle: { Oracle.attention(q, k, v, options) }, tolerance: 1e-5)
    }

    static var rows: [OperationCase] {
        let shapes: [[Int]] = [[1, 1], [2, 3, 5], [1, 300, 33], [3, 77, 100], [2, 9, 130, 64], [2, 900, 256]]
        return shapes.flatMap { shape -> [OperationCase] in
            let x = Tensor.random(shape, seed: 51, scale: 3), y = Tensor.random(shape, seed: 52)
            let (batch, channels) = (shape[0], shape.last!)
            let scale = Tensor.random([batch, channels], seed: 53), shift = Tensor.random([batch, channels], seed: 54)
            let weight = try! NormWeight(weight: .random([channels], seed: 55), bias: nil)
            let double = Tensor.random(shape.dropLast() + [2 * channels], seed: 56, scale: 3)
            var cases = [RowNorm.layer, .rms].map { norm in
                OperationCase(
                    name: "modulated \(norm) norm \(shape)", shape: shape,
                    run: { try $0.modulatedNorm(x, norm, scale: scale, shift: norm == .rms ? nil : shift, eps: 1e-3) },
                    oracle: {
                        Oracle.modulatedNorm(
                            x, norm, scale: scale, shift: norm == .rms ? nil : shift, eps: Double(Float(1e-3)))
                    })
            }
            cases += [Activation.none, .silu, .gelu, .quickGelu, .tanhGelu].map { activation in
                OperationCase(
                    name: "\(activation) of halves \(shape)", shape: shape,
                    run: { try $0.gatedHalves(double, activation) }, oracle: { Oracle.gatedHalves(double, activation) })
            }
            cases += [
                OperationCase(
                    name: "rmsNorm \(shape)", shape: shape, run: { try $0.rmsNorm(x, weight, eps: 1e-6) },
                    oracle: {
                        Oracle.rmsNorm(x, rows: 1, scale: weight.weight, shift: nil, eps: Double(Float(1e-6)))
                    }),
                OperationCase(
                    name: "gatedSum \(shape)", shape: shape, run: { try $0.gatedSum(x, gate: scale, residual: y) },
                    oracle: { Oracle.gatedSum(x, scale, y) }),
                OperationCase(
                    name: "gated \(shape)", shape: shape, run: { try $0.gatedSum(x, gate: scale, residual: nil) },
                    oracle: { Oracle.gatedSum(x, scale, nil) }),
                OperationCase(
                    name: "tanhGelu \(shape)", shape: shape, run: { try $0.activate(x, .tanhGelu) },
                    oracle: { x.floats.map { Oracle.activate(Double($0), .tanhGelu) } }),
                OperationCase(
                    name: "product \(shape)", shape: shape, run: { try $0.product(x, y, activation: .silu) },
                    oracle: { zip(x.floats, y.floats).map { Oracle.activate(Double($0), .silu) * Double($1) } }),
                OperationCase(
                    name: "split \(shape)", shape: shape, run: { try $0.split(double, [channels, channels])[1] },
                    oracle: {
                        let all = double.floats
                        return (0..<x.count).map { Double(all[($0 / channels * 2 + 1) * channels + $0 % channels]) }
                    }, tolerance: 0),
            ]
            return cases
        }
    }

    static var rotations: [OperationCase] {
        // B, T, heads, head width, pairs, whether items have angles of their own
        let shapes: [(Int, Int, Int, Int, Int, Bool)] = [
            (1, 1, 1, 2, 1, false), (2, 9, 3, 16, 8, true), (2, 300, 2, 128, 64, false), (1, 40, 5, 96, 24, true),
            (3, 70, 4, 10, 3, false),
        ]
        return shapes.flatMap { batch, tokens, heads, width, pairs, own in
            let x = Tensor.random([batch, tokens, heads * width], seed: 71)
            let turns = Tensor.random([own ? batch : 1, tokens, pairs, 2], seed: 72)
            return [Rotation.neighbours, .halves].flatMap { rotation in
                headCases(batch, tokens, heads: heads, width: width, turns, rotation) + [
                    OperationCase(
                        name: "heads \(rotation) \(x.shape) heads \(heads) pairs \(pairs)", shape: x.shape,
                        run: { try $0.heads([HeadRows(x, 0..<heads * width)], turns: turns, count: heads, rotation) },
                        oracle: { Oracle.rotate(x, turns, heads: heads, rotation) }),
                    OperationCase(
                        name: "heads as they are \(x.shape)", shape: x.shape,
                        run: { try $0.heads([HeadRows(x, 0..<heads * width)], count: heads, rotation) },
                        oracle: { x.floats.map(Double.init) }),
                ]
            }
        }
    }

    /// Heads out of wider rows of two parts, one of which is normed.
    private static func headCases(
        _ batch: Int, _ tokens: Int, heads: Int, width: Int, _ turns: Tensor, _ rotation: Rotation
    ) -> [OperationCase] {
        let channels = heads * width, first = tokens / 2
        let norm = try! NormWeight(weight: .random([width], seed: 74), bias: nil)
        let parts = [(first, 0, true), (tokens - first, 3, false)].filter { $0.0 > 0 }.map { count, start, isNormed in
            HeadRows(
                .random([batch, count, channels + 5], seed: 73), start..<start + channels,
                norm: isNormed ? (norm, 1e-6) : nil)
        }
        return [turns, nil].map { turns in
            OperationCase(
                name: "heads \(rotation) \(batch)x\(tokens)x\(heads)x\(width) \(turns?.shape ?? [])",
                shape: [batch, tokens, channels],
                run: { try $0.heads(parts, turns: turns, count: heads, rotation) },
                oracle: { try! Oracle.heads(parts, turns, heads: heads, rotation) })
        }
    }

    /// A linear layer whose result is gated and added, of one item and of several.
    static var gatedLayers: [OperationCase] {
        [1, 2].map { batch in
            let x = Tensor.random([batch, 7, 40], seed: 75), residual = Tensor.random([batch, 7, 50], seed: 76)
            let gate = Tensor.random([batch, 50], seed: 77)
            let layer = try! LinearWeight(weight: .random([50, 40], seed: 78), bias: .random([50], seed: 79))
            return OperationCase(
                name: "gated linear \(batch)", shape: residual.shape,
                run: { try $0.linear(x, layer, gate: gate, residual: residual) },
                oracle: {
                    let sums = Oracle.linear(x, try! layer.weight.expanded(), layer.bias, .none, nil)
                    return Oracle.gatedSum(Tensor(sums.map(Float.init), shape: residual.shape), gate, residual)
                }, tolerance: 1e-5)
        }
    }
}
