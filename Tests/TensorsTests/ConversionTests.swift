import Glibc
import Tensors
import Testing

@Suite struct ConversionTests {
    /// The value of a small float: sign, `exponent` bits, `mantissa` bits, from its definition.
    private func value(_ bits: Int, exponent: Int, mantissa: Int, hasInfinity: Bool) -> Double {
        let bias = (1 << (exponent - 1)) - 1
        let (e, m) = ((bits >> mantissa) & ((1 << exponent) - 1), bits & ((1 << mantissa) - 1))
        let sign: Double = bits >> (exponent + mantissa) == 0 ? 1 : -1
        if e == (1 << exponent) - 1 {
            if hasInfinity { return m == 0 ? sign * .infinity : .nan }
            if m == (1 << mantissa) - 1 { return .nan }
        }
        return sign
            * (e == 0 ? scalbn(Double(m), 1 - bias - mantissa) : scalbn(Double(1 << mantissa + m), e - bias - mantissa))
    }

    private func tensor<T: BitwiseCopyable>(_ values: [T], _ dtype: DType) -> Tensor {
        var result = Tensor(uninitialized: [values.count], dtype: dtype)
        result.withUnsafeMutableBytes { bytes in values.withUnsafeBytes { bytes.copyMemory(from: $0) } }
        return result
    }

    /// The [N, K] elements of a weight, by way of a product with the unit matrix.
    private func matrix(_ weight: LinearWeight) throws -> [Float] {
        let k = weight.inputs
        let unit = Tensor((0..<k * k).map { $0 / k == $0 % k ? 1 : 0 }, shape: [k, k])
        let compute = Compute(pool: ThreadPool(threads: 1))
        let columns = try compute.linear(unit, weight)
        return try compute.nchw(columns.reshaped([1, k, 1, weight.outputs])).floats
    }

    @Test(arguments: [
        (DType.f16, 5, 10, true), (.bf16, 8, 7, true), (.f8e4m3, 4, 3, false), (.f8e5m2, 5, 2, true),
    ])
    func everyBitPatternIsExact(_ dtype: DType, _ exponent: Int, _ mantissa: Int, _ hasInfinity: Bool) throws {
        let patterns = 1 << (1 + exponent + mantissa)
        let source =
            dtype.size == 2
            ? tensor((0..<patterns).map { UInt16($0) }, dtype) : tensor((0..<patterns).map { UInt8($0) }, dtype)
        let floats = try source.converted(to: .f32).floats
        for bits in 0..<patterns {
            let expected = value(bits, exponent: exponent, mantissa: mantissa, hasInfinity: hasInfinity)
            if expected.isNaN {
                #expect(floats[bits].isNaN, "\(dtype) \(bits)")
            } else if floats[bits].bitPattern != Float(expected).bitPattern {
                Issue.record("\(dtype) \(bits): \(floats[bits]) instead of \(expected)")
            }
        }
        // And back, where there is a way back: every value that is not NaN is its own nearest.
        guard dtype.size == 2 else { return }
        let back = try Tensor(floats, shape: [patterns]).converted(to: dtype)
        let patternsBack = back.withUnsafeBytes { Array($0.bindMemory(to: UInt16.self)) }
        for bits in 0..<patterns where !floats[bits].isNaN {
            if patternsBack[bits] != UInt16(bits) {
                Issue.record("\(dtype) \(bits) came back as \(patternsBack[bits])")
            }
        }
        for bits in 0..<patterns where floats[bits].isNaN {
            #expect(value(Int(patternsBack[bits]), exponent: exponent, mantissa: mantissa, hasInfinity: true).isNaN)
        }
    }

    @Test func halvesRoundToNearestEven() throws {
        var generator = TestGenerator(state: 5)
        var floats = (0..<200_000).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: generator.next())) }.filter {
            !$0.isNaN
        }
        // Around the range of f16, and exact ties.
        floats += (0..<200_000).map { _ in
            Float(
                sign: Bool.random(using: &generator) ? .plus : .minus,
                exponent: Int.random(in: -28...17, using: &generator),
                significand: Float.random(in: 1..<2, using: &generator))
        }
        floats += (0..<0x7c00).map { Float(Float16(bitPattern: $0)) / 2 + Float(Float16(bitPattern: $0 + 1)) / 2 }
        floats += [65504, 65519.99, 65520, 65536, .infinity, -.infinity, 0, -0.0, 0x1p-25, 0x1.000002p-25, 0x1p-24]
        let halves = try Tensor(floats, shape: [floats.count]).converted(to: .f16).withUnsafeBytes {
            Array($0.bindMemory(to: UInt16.self))
        }
        for (float, half) in zip(floats, halves) where Float16(float).bitPattern != half {
            Issue.record("\(float): \(half) instead of \(Float16(float).bitPattern)")
        }
        let brains = try Tensor(floats, shape: [floats.count]).converted(to: .bf16).withUnsafeBytes {
            Array($0.bindMemory(to: UInt16.self))
        }
        for (float, brain) in zip(floats, brains) where float.isFinite {
            let below = Double(Float(bitPattern: float.bitPattern & 0xffff_0000))
            let unit =
                Double(Float(bitPattern: float.bitPattern & 0x7f80_0000 | 0x0001_0000))
                - Double(Float(bitPattern: float.bitPattern & 0x7f80_0000))
            let above = below + (float.sign == .minus ? -unit : unit)
            let (toBelow, toAbove) = (abs(Double(float) - below), abs(Double(float) - above))
            let lower = UInt16(float.bitPattern >> 16)
            let expected = toBelow < toAbove || toBelow == toAbove && lower & 1 == 0 ? lower : lower + 1
            if brain != expected { Issue.record("\(float): \(brain) instead of \(expected)") }
        }
    }

    @Test func otherTypesConvert() throws {
        #expect(
            try tensor([1.5, -2.25, 1e-300, 1e300] as [Double], .f64).converted(to: .f32).floats == [
                1.5, -2.25, 0, .infinity,
            ])
        #expect(try tensor([Int64.max, -3, 1 << 40], .i64).converted(to: .f32).floats == [0x1p63, -3, 0x1p40])
        #expect(try tensor([Int32.min, 7], .i32).converted(to: .f32).floats == [-0x1p31, 7])
        #expect(try tensor([Int16.min, 7], .i16).converted(to: .f32).floats == [-32768, 7])
        #expect(try tensor([Int8.min, 7], .i8).converted(to: .f32).floats == [-128, 7])
        #expect(try tensor([UInt64.max, 7], .u64).converted(to: .f32).floats == [0x1p64, 7])
        #expect(try tensor([UInt32.max, 7], .u32).converted(to: .f32).floats == [0x1p32, 7])
        #expect(try tensor([UInt16.max, 7], .u16).converted(to: .f32).floats == [65535, 7])
        #expect(try tensor([UInt8.max, 7], .u8).converted(to: .f32).floats == [255, 7])
        #expect(try tensor([0, 1, 255] as [UInt8], .bool).converted(to: .f32).floats == [0, 1, 1])
        let doubles = try Tensor([1.5, -0.25], shape: [2]).converted(to: .f64)
        #expect(doubles.withUnsafeBytes { Array($0.bindMemory(to: Double.self)) } == [1.5, -0.25])
    }

    /// Tensors in files begin at any byte.
    @Test func unalignedSourcesConvert() throws {
        for dtype in DType.allCases {
            let storage = TensorStorage(byteCount: 8 * dtype.size + 1)
            storage.pointer.initializeMemory(as: UInt8.self, repeating: 0, count: storage.byteCount)
            let one: [UInt8] =
                switch dtype {
                case .f64: [0, 0, 0, 0, 0, 0, 0xf0, 0x3f]
                case .f32: [0, 0, 0x80, 0x3f]
                case .f16: [0, 0x3c]
                case .bf16: [0x80, 0x3f]
                case .f8e4m3: [0x38]
                case .f8e5m2: [0x3c]
                default: [1] + [UInt8](repeating: 0, count: dtype.size - 1)
                }
            for element in 0..<8 {
                for (i, byte) in one.enumerated() {
                    (storage.pointer + 1 + element * dtype.size + i).storeBytes(of: byte, as: UInt8.self)
                }
            }
            let tensor = Tensor(storage: storage, byteOffset: 1, shape: [2, 4], dtype: dtype)
            let weight = try LinearWeight(weight: tensor, bias: nil)
            #expect(try matrix(weight) == [Float](repeating: 1, count: 8), "\(dtype)")
        }
    }

    /// Whatever the stored type and the threads, a weight is the same.
    @Test func convolutionWeightsOfEveryTypeAgree() throws {
        let count = 40 * 5 * 3 * 3
        let source = Tensor((0..<count).map { Float($0 % 251) }, shape: [40, 5, 3, 3])
        let image = Tensor.random([1, 6, 7, 5], seed: 1)
        let bias = Tensor((0..<40).map(Float.init), shape: [40])
        let compute = Compute(pool: ThreadPool(threads: 1))
        let expected = try compute.conv2d(image, ConvWeight(weight: source, bias: bias), padding: .same(1))
        for dtype in [DType.f32, .f16, .bf16, .f64] {
            for threads in [1, 3] {
                let compute = Compute(pool: ThreadPool(threads: threads))
                let weight = try ConvWeight(weight: source.converted(to: dtype), bias: bias.converted(to: dtype))
                #expect(try compute.conv2d(image, weight, padding: .same(1)).bits == expected.bits)
                #expect(weight.byteCount == (source.count + 40) * dtype.size)
                #expect((weight.outputs, weight.inputs, weight.kernelHeight, weight.kernelWidth) == (40, 5, 3, 3))
            }
        }
    }
}
