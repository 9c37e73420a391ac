import System
import Testing

@testable import Tensors

/// Weights of any storage in products of integers of 8 bits: their bits are those of plain loops, whatever the processor and
/// the number of threads.
@Suite struct IntegerWeightTests {
    private static let computes = [1, 2, 3].map {
        Compute(pool: ThreadPool(threads: $0), integers: .unet).computing(.unet)
    }
    private static let compute = computes[1]

    /// The same for any number of threads.
    private static func linear(_ x: Tensor, _ layer: LinearWeight) throws -> [Float] {
        let results = try computes.map { try $0.linear(x, layer).bits }
        #expect(results[1] == results[0] && results[2] == results[0])
        return results[0].map { Float(bitPattern: $0) }
    }

    /// A row in whole numbers of its unit.
    private struct Row {
        let numbers: [Int]
        let unit: Float

        init(_ numbers: [Int], unit: Float) { (self.numbers, self.unit) = (numbers, unit) }

        init(_ row: ArraySlice<Float>) {
            let most = row.map(abs).max()!
            unit = most == 0 ? 1 : most / 127
            let inverse = 1 / unit
            numbers = row.map { Int(($0 * inverse).rounded(.toNearestOrEven)) }
        }

        static func all(_ x: Tensor) -> [Row] {
            let (floats, k) = (x.floats, x.shape.last!)
            return stride(from: 0, to: floats.count, by: k).map { Row(floats[$0..<$0 + k]) }
        }

        /// [left.count * right.count]
        static func product(_ left: [Row], _ right: [Row]) -> [Float] {
            left.flatMap { a in
                right.map { b -> Float in
                    var sum = 0
                    for (x, y) in zip(a.numbers, b.numbers) { sum += x * y }
                    return Float(sum) * a.unit * b.unit
                }
            }
        }
    }

    /// Rows of 300 are no groups that could be turned.
    @Test func bitsOfPlainLoops() throws {
        let x = Tensor.random([1, 17, 300], seed: 1), w = Tensor.random([257, 300], seed: 2)
        #expect(try Self.linear(x, LinearWeight(weight: w)) == Row.product(Row.all(x), Row.all(w)))
    }

    private static let n = 258
    private static let k = 512

    /// Numbers from -most to most.
    private static func integers(_ most: Int, seed: UInt64) -> (tensor: Tensor, numbers: [[Int]]) {
        var generator = TestGenerator(state: seed)
        let numbers = (0..<n).map { _ in (0..<k).map { _ in Int.random(in: -most...most, using: &generator) } }
        var tensor = Tensor(uninitialized: [n, k], dtype: .i8)
        tensor.withUnsafeMutableBytes { bytes in
            for (i, number) in numbers.joined().enumerated() { bytes[i] = UInt8(bitPattern: Int8(number)) }
        }
        return (tensor, numbers)
    }

    /// A row whose largest number is 50 would be others if it were rounded again; -128 has no opposite.
    @Test(arguments: [1, 258]) func storedIntegersAreUsedAsTheyAre(scaleCount: Int) throws {
        for most in [50, 127] {
            let (tensor, numbers) = Self.integers(most, seed: 3)
            let scales = (0..<scaleCount).map { 0.01 + Float($0) / 1000 }
            let layer = try LinearWeight(weight: StoredWeight(tensor).scaled(by: scales))
            let x = Tensor.random([1, 16, Self.k], seed: 4)
            let rows = numbers.enumerated().map { Row($1, unit: scales[scaleCount == 1 ? 0 : $0]) }
            #expect(try Self.linear(x, layer) == Row.product(Row.all(x), rows))
        }
        var (tensor, numbers) = Self.integers(127, seed: 5)
        tensor.withUnsafeMutableBytes { $0[7] = 0x80 }
        numbers[0][7] = -128
        let x = Tensor.random([1, 16, Self.k], seed: 4)
        let rows = numbers.map { Row($0, unit: 1) }
        #expect(try Self.linear(x, LinearWeight(weight: StoredWeight(tensor))) == Row.product(Row.all(x), rows))
    }

    /// Integers of rows that were turned before stay so; the activations are turned instead.
    @Test(arguments: [16, 64, 256]) func turnedIntegers(group: Int) throws {
        let (tensor, _) = Self.integers(50, seed: 6)
        let scales = (0..<Self.n).map { 0.01 + Float($0) / 1000 }
        let weight = StoredWeight(tensor).scaled(by: scales).turned(in: group)
        let x = Tensor.random([1, 16, Self.k], seed: 7)
        let result = try Self.linear(x, LinearWeight(weight: weight))
        // of the two roundings that were to be only that of the activations takes place
        #expect(Self.error(result, try Oracle.linear(x, weight.expanded(), nil, .none, nil)) < 0.0085)
        // turning twice is turning back
        let again = try weight.turned(in: group).expanded().floats
        let exact = try StoredWeight(tensor).scaled(by: scales).expanded().floats
        #expect(zip(again, exact).allSatisfy { abs($0 - $1) < 1e-4 })
    }

    /// One number that stands out of all rows does not take the precision of the others.
    @Test func outliers() throws {
        func error(_ k: Int) throws -> Double {
            var x = Tensor.random([1, 16, k], seed: 8)
            x.withMutableFloats { for row in 0..<16 { $0[row * k + 5] = 50 } }
            let layer = try LinearWeight(weight: .random([256, k], seed: 9))
            return Self.error(try Self.linear(x, layer), Oracle.linear(x, try layer.weight.expanded(), nil, .none, nil))
        }
        let (turned, plain) = try (error(512), error(500))
        #expect(turned < 0.02 && plain > 0.03, "\(turned), \(plain)")
    }

    /// Parts and rows in another order are the same integers.
    @Test func joinedAndCutIntegers() throws {
        let scales = (0..<Self.n).map { 0.01 + Float($0) / 1000 }
        let parts = [10, 11].map { StoredWeight(Self.integers(50, seed: $0).tensor).scaled(by: scales) }
        let x = Tensor.random([1, 16, Self.k], seed: 12)
        let apart = try parts.map { try Self.linear(x, LinearWeight(weight: $0)) }
        let joined = try Self.linear(x, LinearWeight(weight: .concatenated(parts)))
        let order = Array((0..<Self.n).reversed())
        let reversed = try Self.linear(x, LinearWeight(weight: parts[0].reordered(order)))
        for row in 0..<16 {
            let own = row * Self.n..<(row + 1) * Self.n, both = 2 * row * Self.n..<2 * (row + 1) * Self.n
            #expect(Array(joined[both]) == Array(apart[0][own]) + Array(apart[1][own]))
            #expect(Array(reversed[own]) == apart[0][own].reversed())
        }
        let turned = parts.map { $0.turned(in: 64) }
        #expect(StoredWeight.concatenated(turned).integerGroup == 64)
        #expect(StoredWeight.concatenated([turned[0], parts[1]]).integerGroup == nil)
        let mixed = StoredWeight.concatenated([turned[0], parts[1]])
        let result = try Self.linear(x, LinearWeight(weight: mixed))
        #expect(Self.error(result, try Oracle.linear(x, mixed.expanded(), nil, .none, nil)) < 0.012)
        #expect(parts[0].slice(1..<257).integerGroup == 0)
    }

    /// A patched weight is rounded once it is patched.
    @Test func patchedIntegers() throws {
        let weight = StoredWeight(Self.integers(50, seed: 13).tensor).scaled(by: [0.01])
        let difference = StoredWeight(Tensor.random([Self.n, Self.k], seed: 14))
        let patched = weight.patched(by: [DifferencePatch(difference, strength: 0.5)], in: WeightRoom())
        let x = Tensor.random([1, 16, Self.k], seed: 15)
        let result = try Self.linear(x, LinearWeight(weight: patched))
        #expect(Self.error(result, try Oracle.linear(x, patched.expanded(), nil, .none, nil)) < 0.012)
    }

    /// What a weight is stored in does not matter, but for its values; what is made of it is kept, blocks or not.
    @Test(arguments: [.f16, .bf16, .f8e4m3, nil] as [DType?]) func storages(_ dtype: DType?) throws {
        let exact = Tensor.random([Self.n, Self.k], seed: 16), x = Tensor.random([1, 16, Self.k], seed: 17)
        let budget = WeightBudget()
        let room = WeightRoom(budget)
        var stored = StoredWeight(blocks: TestBlocks.quantized(exact), TestBlocks.format, shape: exact.shape)
        if dtype == .f8e4m3 {
            var codes = Tensor(uninitialized: exact.shape, dtype: .f8e4m3)
            codes.withUnsafeMutableBytes { bytes in for i in bytes.indices { bytes[i] = UInt8(i * 37 % 127) } }
            stored = StoredWeight(codes)
        } else if let dtype {
            stored = StoredWeight(try exact.converted(to: dtype))
        }
        let resident = try LinearWeight(weight: stored.resident(in: room))
        let plain = try LinearWeight(weight: stored.expanded())
        #expect(try Self.linear(x, resident) == Self.linear(x, plain))
        #expect(room.byteCount == WeightBytes.byteCount(n: Self.n, k: Self.k))
    }

    /// What is not finite is seen in its row, and in no other one.
    @Test(arguments: [Float.nan, .infinity, -.infinity]) func notFinite(_ value: Float) throws {
        for k in [300, 512] {
            var x = Tensor.random([1, 16, k], seed: 18)
            let layer = try LinearWeight(weight: .random([256, k], seed: 19))
            let finite = try Self.linear(x, layer)
            x.withMutableFloats { $0[3 * k + 7] = value }
            let result = try Self.compute.linear(x, layer).floats
            for row in 0..<16 {
                let part = row * 256..<(row + 1) * 256
                if row == 3 {
                    #expect(result[part].allSatisfy { !$0.isFinite })
                } else {
                    #expect(result[part] == finite[part])
                }
            }
        }
    }

    @Test func gatedLayers() throws {
        let x = Tensor.random([1, 20, 512], seed: 20)
        let layer = try LinearWeight(
            weight: .random([2 * 160, 512], seed: 21, scale: 0.05), bias: .random([320], seed: 22))
        let results = try Self.computes.map { try $0.gatedLinear(x, layer).floats }
        #expect(results[1] == results[0] && results[2] == results[0])
        let sums = Oracle.linear(x, try layer.weight.expanded(), layer.bias, .none, nil)
        let error = Self.error(results[0], Oracle.geglu(sums, n: 160))
        #expect(error < 0.025 && error > 1e-4, "\(error)")
    }

    /// A batch is what its items are.
    @Test func batches() throws {
        let layer = try LinearWeight(weight: .random([256, 256], seed: 23))
        let plain = Compute(pool: ThreadPool(threads: 1))
        for rows in [8, 16] {
            let items = [24, 25].map { Tensor.random([1, rows, 256], seed: $0) }
            let apart = try items.flatMap { try Self.linear($0, layer) }
            #expect(try Self.linear(Tensor.concatenated(items), layer) == apart)
            let exact = try items.flatMap { try plain.linear($0, layer).floats }
            #expect((apart == exact) == (rows < 16))
        }
    }

    /// Layers before and behind all blocks stay as they are.
    @Test func layersThatStay() throws {
        let weight = StoredWeight(Tensor.random([256, 256], seed: 26)), x = Tensor.random([1, 16, 256], seed: 27)
        let layer = try LinearWeight(weight: weight, mayBeIntegers: false)
        let plain = Compute(pool: ThreadPool(threads: 1))
        #expect(try Self.linear(x, layer) == plain.linear(x, layer).floats)
        #expect(try Self.linear(x, LinearWeight(weight: weight)) != plain.linear(x, layer).floats)
    }

    private static func error(_ a: [Float], _ b: [Double]) -> Double {
        let squares = zip(a, b).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }
        return (squares / b.reduce(0) { $0 + $1 * $1 }).squareRoot()
    }
}
