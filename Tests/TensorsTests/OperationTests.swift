import Tensors
import Testing

/// One operation on one shape: how `Compute` does it and what the oracle says.
struct OperationCase: Sendable, CustomTestStringConvertible {
    let name: String
    let shape: [Int]
    let run: @Sendable (Compute) throws -> Tensor
    let oracle: @Sendable () -> [Double]
    /// Allowed error: `tolerance * (1 + |expected|)`.
    var tolerance = 2e-6

    var testDescription: String { name }
}

@Suite struct OperationTests {
    static let pools = [1, 2, 3].map { ThreadPool(threads: $0) }

    @Test(arguments: OperationCase.all)
    func agreesWithItsOracleForAnyNumberOfThreads(_ operation: OperationCase) throws {
        let results = try Self.pools.map { try operation.run(Compute(pool: $0)) }
        let result = results[0]
        #expect(result.shape == operation.shape)
        for other in results.dropFirst() { #expect(other.bits == result.bits, "depends on the number of threads") }

        let expected = operation.oracle()
        try #require(expected.count == result.count)
        let floats = result.floats
        var worst = 0.0
        for i in floats.indices {
            let error = abs(Double(floats[i]) - expected[i]) / (1 + abs(expected[i]))
            if !(error <= worst) { worst = error }
        }
        #expect(worst <= operation.tolerance)
    }
}

extension OperationCase {
    static let all: [OperationCase] =
        linears + gatedLinears + convolutions + upsamplings + groupNorms + layerNorms + attentions + elementwise
        + layouts

    private static let activations: [Activation] = [
        .none, .silu, .gelu, .quickGelu, .tanhGelu, .relu, .leakyRelu,
    ]

    static var linears: [OperationCase] {
        // leading dimensions, K, N
        let shapes: [([Int], Int, Int)] = [
            ([1], 1, 1), ([2], 320, 1280), ([1, 77], 64, 96), ([2, 77], 768, 320), ([3, 5, 7], 33, 17),
            ([300], 65, 513),
            ([1, 1025], 40, 70), ([600], 7, 1100), ([0], 4, 4), ([5], 700, 9),
        ]
        return shapes.enumerated().flatMap { index, shape -> [OperationCase] in
            let (leading, k, n) = shape
            let x = Tensor.random(leading + [k], seed: 1)
            let w = Tensor.random([n, k], seed: 2, scale: 1 / Float(k).squareRoot())
            let bias = index % 3 == 0 ? nil : Tensor.random([n], seed: 3)
            let residual = index % 2 == 0 ? nil : Tensor.random(leading + [n], seed: 4)
            let activation = activations[index % 4]
            return [
                OperationCase(
                    name: "linear \(leading + [k]) -> \(n) \(activation)", shape: leading + [n],
                    run: {
                        try $0.linear(
                            x, LinearWeight(weight: w, bias: bias), activation: activation, residual: residual)
                    },
                    oracle: { Oracle.linear(x, w, bias, activation, residual) }, tolerance: 4e-6)
            ]
        }
    }

    static var gatedLinears: [OperationCase] {
        // leading dimensions, K, N
        [([1], 1, 1), ([2, 77], 320, 640), ([3, 5], 33, 17), ([1030], 40, 300), ([7], 1500, 33), ([0], 4, 2)].map {
            (leading: [Int], k: Int, n: Int) in
            let x = Tensor.random(leading + [k], seed: 5)
            let w = Tensor.random([2 * n, k], seed: 6, scale: 1 / Float(k).squareRoot())
            let bias = k == 33 ? nil : Tensor.random([2 * n], seed: 7)
            return OperationCase(
                name: "gatedLinear \(leading + [k]) -> \(n)", shape: leading + [n],
                run: { try $0.gatedLinear(x, LinearWeight(weight: w, bias: bias)) },
                oracle: { Oracle.geglu(Oracle.linear(x, w, bias, .none, nil), n: n) }, tolerance: 8e-6)
        }
    }

    static var convolutions: [OperationCase] {
        // [B, H, W, I], O, kernel, stride, padding
        let shapes: [([Int], Int, Int, Int, ConvPadding)] = [
            ([1, 8, 8, 32], 32, 3, 1, .same(1)), ([2, 7, 9, 32], 64, 3, 1, .same(1)),
            ([3, 5, 3, 4], 32, 3, 1, .same(1)),
            ([1, 9, 7, 64], 4, 3, 1, .same(1)), ([2, 8, 8, 32], 32, 3, 2, .same(1)),
            ([1, 9, 11, 32], 48, 3, 2, .same(1)),
            ([1, 8, 10, 32], 32, 3, 2, ConvPadding(top: 0, left: 0, bottom: 1, right: 1)),
            ([2, 9, 9, 5], 3, 3, 2, ConvPadding(top: 0, left: 1, bottom: 2, right: 0)),
            ([2, 6, 5, 32], 64, 1, 1, .none),
            ([1, 6, 5, 8], 6, 1, 2, .none), ([1, 6, 5, 8], 6, 1, 1, .same(1)), ([1, 1, 1, 1], 1, 3, 1, .same(1)),
            ([1, 3, 3, 2], 3, 3, 1, .none), ([1, 40, 40, 16], 24, 3, 1, .same(1)),
            ([1, 4, 4, 300], 520, 3, 1, .same(1)),
            ([2, 5, 6, 700], 20, 3, 1, .same(1)), ([1, 20, 20, 3], 8, 5, 3, .same(2)),
            ([1, 12, 12, 8], 16, 4, 4, .none),
            ([2, 33, 65, 32], 40, 3, 1, .same(1)), ([1, 70, 70, 4], 5, 3, 2, .same(1)),
            ([0, 4, 4, 4], 4, 3, 1, .same(1)),
            ([1, 2, 300, 12], 7, 3, 1, .same(1)), ([1, 300, 2, 12], 7, 3, 1, .same(1)),
            // several batches of Winograd tiles; part blocks of channels, outputs and tiles
            ([1, 41, 43, 520], 70, 3, 1, .same(1)), ([3, 30, 22, 80], 33, 3, 1, .same(1)),
            ([2, 17, 18, 23], 40, 3, 1, ConvPadding(top: 2, left: 0, bottom: 1, right: 3)),
            ([1, 8, 8, 2560], 32, 3, 1, .same(1)),
        ]
        return shapes.enumerated().map { index, shape in
            let (input, o, kernel, stride, padding) = shape
            let out = [
                input[0], (input[1] + padding.top + padding.bottom - kernel) / stride + 1,
                (input[2] + padding.left + padding.right - kernel) / stride + 1, o,
            ]
            let x = Tensor.random(input, seed: 11)
            let w = Tensor.random(
                [o, input[3], kernel, kernel], seed: 12, scale: 1 / Float(kernel * kernel * input[3]).squareRoot())
            let bias = index % 4 == 3 ? nil : Tensor.random([o], seed: 13)
            let residual = index % 2 == 0 ? nil : Tensor.random(out, seed: 14)
            let itemBias = index % 5 < 3 ? nil : Tensor.random([input[0], o], seed: 17)
            let activation = activations[index % 3 == 2 ? 1 : 0]
            return OperationCase(
                name: "conv2d \(input) -> \(out) kernel \(kernel) stride \(stride)", shape: out,
                run: {
                    try $0.conv2d(
                        x, ConvWeight(weight: w, bias: bias), stride: stride, padding: padding, itemBias: itemBias,
                        activation: activation, residual: residual)
                },
                oracle: {
                    Oracle.conv2d(x, w, bias, itemBias, stride: stride, padding: padding, activation, residual)
                }, tolerance: 1e-5)  // Winograd's transforms lose up to a factor of three
        }
    }

    static var upsamplings: [OperationCase] {
        [([1, 4, 4, 32], 32), ([2, 5, 3, 6], 9), ([1, 16, 20, 64], 40)].map { input, o in
            let x = Tensor.random(input, seed: 15)
            let w = Tensor.random([o, input[3], 3, 3], seed: 16, scale: 1 / Float(9 * input[3]).squareRoot())
            let out = [input[0], 2 * input[1], 2 * input[2], o]
            return OperationCase(
                name: "conv2d upsampled \(input) -> \(out)", shape: out,
                run: { try $0.conv2d(x, ConvWeight(weight: w), padding: .same(1), upsampled: true) },
                oracle: {
                    let large = Tensor(
                        Oracle.upsampleNearest2x(x).map(Float.init), shape: Array(out.dropLast()) + [input[3]])
                    return Oracle.conv2d(large, w, nil, nil, stride: 1, padding: .same(1), .none, nil)
                }, tolerance: 1e-5)
        }
    }

    static var groupNorms: [OperationCase] {
        // shape, groups, mean of x
        let shapes: [([Int], Int, Float)] = [
            ([1, 4, 4, 32], 32, 0), ([2, 5, 7, 64], 32, 3), ([3, 9, 9, 320], 32, -2), ([2, 50, 96], 32, 0),
            ([1, 64, 65, 32], 32, 100), ([1, 3, 3, 9], 3, 0), ([2, 1, 1, 6], 2, 1), ([1, 33, 129, 128], 32, 5),
        ]
        return shapes.enumerated().map { index, shape in
            let (dimensions, groups, mean) = shape
            let channels = dimensions.last!
            let x = Tensor.random(dimensions, seed: 21, mean: mean)
            let w = index == 3 ? nil : Tensor.random([channels], seed: 22)
            let bias = index == 4 ? nil : Tensor.random([channels], seed: 23)
            let activation: Activation = index % 2 == 0 ? .silu : .none
            return OperationCase(
                name: "groupNorm \(dimensions) groups \(groups) mean \(mean)", shape: dimensions,
                run: {
                    try $0.groupNorm(
                        x, NormWeight(weight: w, bias: bias), groups: groups, eps: 1e-6, activation: activation)
                },
                oracle: { Oracle.groupNorm(x, w, bias, groups: groups, eps: Double(Float(1e-6)), activation) },
                // The f32 input itself is that much away from its mean.
                tolerance: 2e-6 + Double(abs(mean)) * 2e-7)
        }
    }

    static var layerNorms: [OperationCase] {
        let shapes: [[Int]] = [[1, 1, 8], [2, 77, 768], [3, 5, 33], [1, 300, 320], [4, 1]]
        return shapes.enumerated().map { index, shape in
            let x = Tensor.random(shape, seed: 31, mean: Float(index))
            let w = index == 2 ? nil : Tensor.random([shape.last!], seed: 32)
            let bias = index == 3 ? nil : Tensor.random([shape.last!], seed: 33)
            return OperationCase(
                name: "layerNorm \(shape)", shape: shape,
                run: { try $0.layerNorm(x, NormWeight(weight: w, bias: bias), eps: 1e-5) },
                oracle: { Oracle.layerNorm(x, w, bias, eps: Double(Float(1e-5))) })
        }
    }

    static var attentions: [OperationCase] {
        // B, T, S, heads, head width, causal, scale of q (large: scores far apart)
        let shapes: [(Int, Int, Int, Int, Int, Bool, Float)] = [
            (1, 1, 1, 1, 1, false, 1), (2, 64, 64, 8, 8, false, 1), (1, 256, 77, 8, 40, false, 1),
            (2, 77, 77, 12, 64, true, 1),
            (1, 70, 154, 5, 64, false, 1), (3, 33, 33, 2, 160, false, 4), (1, 300, 300, 1, 512, false, 1),
            (1, 513, 1030, 2, 40, false, 8), (1, 600, 600, 2, 16, true, 2), (2, 5, 2100, 1, 8, false, 30),
            (1, 1100, 1100, 1, 32, true, 10), (1, 130, 3, 4, 80, false, 1), (0, 4, 4, 1, 4, false, 1),
        ]
        return shapes.map { shape in
            let (batch, queries, keys, heads, width, causal, scale) = shape
            let channels = heads * width
            let q = Tensor.random([batch, queries, channels], seed: 41, scale: scale)
            let k = Tensor.random([batch, keys, channels], seed: 42)
            let v = Tensor.random([batch, keys, channels], seed: 43)
            return OperationCase(
                name: "attention \([batch, queries, keys]) heads \(heads) of \(width) causal \(causal)",
                shape: [batch, queries, channels],
                run: { try $0.attention(q: q, k: k, v: v, heads: heads, causal: causal) },
                oracle: { Oracle.attention(q, k, v, heads: heads, causal: causal) },
                // The scores' rounding errors grow with the scores.
                tolerance: 2e-6 * Double(max(scale, 1)))
        }
    }

    static var elementwise: [OperationCase] {
        let shapes: [[Int]] = [[1], [2, 3, 5, 7], [1, 64, 64, 33], [3, 77, 100], [2, 9, 130, 64], [0, 3]]
        return shapes.flatMap { shape -> [OperationCase] in
            let x = Tensor.random(shape, seed: 51, scale: 3)
            let y = Tensor.random(shape, seed: 52)
            var cases = [Activation.silu, .gelu, .quickGelu, .tanhGelu, .relu, .leakyRelu].map { activation in
                OperationCase(
                    name: "\(activation) \(shape)", shape: shape, run: { try $0.activate(x, activation) },
                    oracle: { x.floats.map { Oracle.activate(Double($0), activation) } })
            }
            cases.append(
                OperationCase(
                    name: "add \(shape)", shape: shape, run: { try $0.add(x, y) },
                    oracle: { zip(x.floats, y.floats).map { Double($0) + Double($1) } }))
            cases.append(
                OperationCase(
                    name: "softmax \(shape)", shape: shape, run: { try $0.softmax(x) }, oracle: { Oracle.softmax(x) }))
            return cases
        }
    }

    static var layouts: [OperationCase] {
        let shapes: [[Int]] = [
            [1, 1, 1, 1], [2, 3, 5, 7], [1, 64, 64, 4], [3, 9, 130, 33], [1, 2, 2, 1000], [2, 40, 1, 17],
        ]
        return shapes.flatMap { shape -> [OperationCase] in
            let x = Tensor.random(shape, seed: 61)
            let (b, h, w, c) = (shape[0], shape[1], shape[2], shape[3])
            let y = Tensor.random([b, h, w, c + 3], seed: 62)
            return [
                OperationCase(
                    name: "upsampleNearest2x \(shape)", shape: [b, 2 * h, 2 * w, c],
                    run: { try $0.upsampleNearest2x(x) },
                    oracle: { Oracle.upsampleNearest2x(x) }, tolerance: 0),
                OperationCase(
                    name: "concatChannels \(shape)", shape: [b, h, w, 2 * c + 3], run: { try $0.concatChannels(x, y) },
                    oracle: { Oracle.concatChannels(x, y) }, tolerance: 0),
                OperationCase(
                    name: "nhwc \(shape)", shape: [b, w, c, h], run: { try $0.nhwc(x) }, oracle: { Oracle.nhwc(x) },
                    tolerance: 0),
                OperationCase(
                    name: "nchw \(shape)", shape: [b, c, h, w], run: { try $0.nchw(x) }, oracle: { Oracle.nchw(x) },
                    tolerance: 0),
            ]
        }
    }
}
