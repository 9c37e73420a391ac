import Tensors
import Testing

/// Weights that are not dense compute what their dense twins do, bit for bit.
@Suite struct StoredWeightTests {
    static let computes = [
        Compute(pool: ThreadPool(threads: 2)),
        Compute(pool: ThreadPool(threads: 2), bf16: .unet).computing(.unet),
    ]

    /// Rows of 33 share blocks with their neighbours.
    @Test(arguments: [(70, 64), (40, 33), (3, 1), (1, 700)])
    func blocksInLinearLayers(n: Int, k: Int) throws {
        let w = Tensor.random([n, k], seed: 1), bias = Tensor.random([n], seed: 2), x = Tensor.random([9, k], seed: 3)
        let source = TestSource(quantizing: ["w": w, "b": bias])
        let blocks = try LinearWeight(weight: source.weight("w"), bias: source.weight("b"))
        let dense = try LinearWeight(weight: TestBlocks.decoded(w), bias: TestBlocks.decoded(bias))
        #expect(blocks.byteCount == (source.info("w")!.byteCount + source.info("b")!.byteCount))
        for compute in Self.computes {
            #expect(try compute.linear(x, blocks).bits == compute.linear(x, dense).bits)
        }
    }

    /// By Winograd's transform and directly.
    @Test(arguments: [(16, 3, 1), (16, 3, 2), (5, 1, 1)])
    func blocksInConvolutions(inputs: Int, kernel: Int, stride: Int) throws {
        let w = Tensor.random([24, inputs, kernel, kernel], seed: 4), x = Tensor.random([1, 20, 20, inputs], seed: 5)
        let blocks = try ConvWeight(weight: TestSource(quantizing: ["w": w]).weight("w"))
        let dense = try ConvWeight(weight: TestBlocks.decoded(w))
        for compute in Self.computes {
            #expect(
                try compute.conv2d(x, blocks, stride: stride, padding: .same(1)).bits
                    == compute.conv2d(x, dense, stride: stride, padding: .same(1)).bits)
        }
    }

    @Test func partsOfBlocks() throws {
        let w = Tensor.random([10, 7, 3], seed: 6)
        let renamed = RenamedSource(
            TestSource(quantizing: ["w": w]), ["part": .init("w", rows: 3..<8), "last": .init("w", rows: 9..<10)])
        let decoded = TestBlocks.decoded(w)
        #expect(try renamed.weight("part").expanded().bits == decoded.slice(3..<8).bits)
        #expect(try renamed.weight("last").expanded().bits == decoded.slice(9..<10).bits)
        #expect(
            try Self.computes[0].lookUp([4, 0], in: renamed.weight("part")).bits
                == decoded.slice(7..<8).bits + decoded.slice(3..<4).bits)
    }

    /// Parts and rows in another order.
    @Test(arguments: [DType.f32, .f16, .bf16])
    func joinedOnesOfEveryKind(dtype: DType) throws {
        let parts = try [40, 30].map { try Tensor.random([$0, 64], seed: UInt64($0)).converted(to: dtype) }
        let source = JoinedSource(
            TestSource(["a": parts[0], "b": parts[1]]),
            ["w": [.init("b"), .init("a", rows: 20..<40), .init("a", rows: 0..<20)]])
        let joined = try LinearWeight(weight: source.weight("w"))
        let plain = try Tensor.concatenated([parts[1], parts[0].slice(20..<40), parts[0].slice(0..<20)])
            .converted(to: .f32)
        let x = Tensor.random([5, 64], seed: 8)
        for compute in Self.computes {
            #expect(try compute.linear(x, joined).bits == compute.linear(x, LinearWeight(weight: plain)).bits)
        }
    }

    @Test(arguments: [DType.f32, .f16, .bf16, .f8e4m3, .f64])
    func denseOnesOfEveryKind(dtype: DType) throws {
        let exact = Tensor.random([40, 64], seed: 7)
        var w = try dtype == .f8e4m3 ? exact : exact.converted(to: dtype)
        if dtype == .f8e4m3 {
            w = Tensor(uninitialized: [40, 64], dtype: dtype)
            w.withUnsafeMutableBytes { bytes in for i in bytes.indices { bytes[i] = UInt8(i * 37 % 127) } }
        }
        let stored = try LinearWeight(weight: TestSource(["w": w]).weight("w"))
        let plain = try LinearWeight(weight: w.converted(to: .f32))
        let x = Tensor.random([5, 64], seed: 8)
        for compute in Self.computes {
            #expect(try compute.linear(x, stored).bits == compute.linear(x, plain).bits)
        }
    }
}
