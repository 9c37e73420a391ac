import SyntheticModels
import Synchronization
import Tensors
import Testing

/// The operations as benchmarks run them, and as a second backend would.
@Suite struct OperationShapeTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))

    /// Every operation, at least once.
    static let shapes: [OperationShape] = [
        .convolution(batch: 2, height: 12, width: 9, inputs: 20, outputs: 33),
        .convolution(batch: 1, height: 8, width: 8, inputs: 4, outputs: 7, stride: 2),
        .convolution(batch: 1, height: 5, width: 6, inputs: 16, outputs: 8, kernel: 1),
        .convolution(batch: 1, height: 5, width: 6, inputs: 16, outputs: 8, upsampled: true),
        .linear(m: 77, k: 64, n: 96), .gatedLinear(m: 30, k: 33, n: 17),
        .attention(batch: 2, queries: 65, keys: 33, heads: 3, headWidth: 16),
        .attention(batch: 1, queries: 40, keys: 40, heads: 2, headWidth: 8, causal: true),
        .groupNorm(batch: 2, height: 7, width: 5, channels: 64, silu: true), .layerNorm(rows: 9, channels: 33),
        .attention(batch: 1, queries: 40, keys: 90, heads: 6, headWidth: 24, keyHeads: 2),
        .rmsNorm(rows: 9, channels: 33), .modulatedNorm(items: 2, rows: 9, channels: 33),
        .gatedSum(items: 2, rows: 9, channels: 33), .product(count: 1000, .silu),
        .gatedHalves(rows: 7, channels: 33, .silu),
        .channels(rows: 9, of: 33, from: 4, to: 20),
        .heads(tokens: 30, of: 100, heads: 3, headWidth: 20), .plainHeads(tokens: 9, of: 50, heads: 2, headWidth: 24),
        .gatedBeside(rows: 9, of: 100, channels: 33, beside: 20),
        .activatedBeside(rows: 9, of: 70, channels: 33, beside: 5),
        .softmax(rows: 5, columns: 77), .activate(count: 1000, .gelu), .add(count: 70_000),
        .lookUp(rows: 5, of: 3, width: 9), .upsample(batch: 2, height: 3, width: 5, channels: 7),
        .concatChannels(pixels: 50, 3, 20),
        .nhwc(batch: 2, height: 3, width: 5, channels: 7), .nchw(batch: 2, height: 3, width: 5, channels: 7),
    ]

    @Test(arguments: shapes)
    func agreesWithItsPlainLoops(_ shape: OperationShape) throws {
        let operation = try shape.operation()
        let result = try Self.compute.run(operation).floats
        let expected = try Oracle.result(of: operation)
        try #require(result.count == expected.count)
        let worst = zip(result, expected).map { abs(Double($0) - $1) / (1 + abs($1)) }.max() ?? 0
        #expect(worst <= 1e-5)
        #expect(!shape.name.isEmpty && (shape.work == nil) == (shape.elements > 0))
    }

    /// A backend for some operations, which the oracle computes.
    private final class OracleBackend: Backend {
        let count = Mutex(0)

        func supports(_ operation: Operation) -> Bool { if case .linear = operation { true } else { false } }

        func run(_ operation: Operation, _ compute: Compute) throws -> Tensor {
            guard case .linear(let x, let w, _, _, _) = operation else { throw TestSource.Missing() }
            count.withLock { $0 += 1 }
            return Tensor(
                try Oracle.result(of: operation).map(Float.init), shape: x.shape.dropLast() + [w.outputs])
        }
    }

    /// What a backend does not support the processor runs.
    @Test func twoBackends() throws {
        let backend = OracleBackend()
        let compute = Compute(pool: ThreadPool(threads: 1), backend: backend)
        let x = Tensor.random([5, 64], seed: 1), w = try LinearWeight(weight: .random([9, 64], seed: 2))
        let result = try compute.computing(.unet).layerNorm(
            compute.linear(x, w), NormWeight(weight: nil, bias: nil))
        let expected = try Self.compute.layerNorm(
            Self.compute.linear(x, w), NormWeight(weight: nil, bias: nil))
        #expect(backend.count.withLock { $0 } == 1)
        #expect(zip(result.floats, expected.floats).allSatisfy { abs($0 - $1) < 1e-4 })
    }
}
