internal import CKernels

extension Tensor {
    /// The same values as another dtype: any dtype to f32; f32 to f16 and bf16 (to nearest even) and
    /// f64. Exact where the target can hold the value.
    package func converted(to target: DType) throws(OutOfMemoryError) -> Tensor {
        if target == dtype { return self }
        if target == .f32 {
            let result = try Tensor(allocating: shape)
            for stretch in (0..<count).haltingStretches() {
                convertElements(stretch, into: result.freshPointer + stretch.lowerBound)
            }
            return result
        }
        let source = try converted(to: .f32)
        var result = try Tensor(allocating: shape, dtype: target)
        result.withUnsafeMutableBytes { bytes in
            source.withFloats { floats in
                guard let from = floats.baseAddress, let to = bytes.baseAddress, !floats.isEmpty else { return }
                switch target {
                case .f16: ck_f32_to_f16(to, from, Int64(floats.count))
                case .bf16: ck_f32_to_bf16(to, from, Int64(floats.count))
                case .f64:
                    let doubles = to.assumingMemoryBound(to: Double.self)
                    for i in floats.indices { doubles[i] = Double(floats[i]) }
                default: preconditionFailure("no conversion to \(target)")
                }
            }
        }
        return result
    }

    /// Elements `range` in row-major order as f32.
    func convertElements(_ range: Range<Int>, into target: UnsafeMutablePointer<Float>) {
        let source = UnsafeRawPointer(storage.pointer + byteOffset + range.lowerBound * dtype.size)
        let count = range.count
        switch dtype {
        case .f32: UnsafeMutableRawPointer(target).copyMemory(from: source, byteCount: count * 4)
        case .f16: ck_f16_to_f32(target, source, Int64(count))
        case .bf16: ck_bf16_to_f32(target, source, Int64(count))
        case .f8e4m3: ck_e4m3_to_f32(target, source, Int64(count))
        case .f8e5m2: ck_e5m2_to_f32(target, source, Int64(count))
        case .f64: ck_f64_to_f32(target, source, Int64(count))
        case .i64: convertIntegers(Int64.self, source, count, target)
        case .i32: convertIntegers(Int32.self, source, count, target)
        case .i16: convertIntegers(Int16.self, source, count, target)
        case .i8: convertIntegers(Int8.self, source, count, target)
        case .u64: convertIntegers(UInt64.self, source, count, target)
        case .u32: convertIntegers(UInt32.self, source, count, target)
        case .u16: convertIntegers(UInt16.self, source, count, target)
        case .u8: convertIntegers(UInt8.self, source, count, target)
        case .bool:
            for i in 0..<count { target[i] = source.load(fromByteOffset: i, as: UInt8.self) == 0 ? 0 : 1 }
        }
    }

    private func convertIntegers<I: FixedWidthInteger & BitwiseCopyable>(
        _ type: I.Type, _ source: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutablePointer<Float>
    ) {
        // Files do not promise alignment.
        for i in 0..<count {
            target[i] = Float(source.loadUnaligned(fromByteOffset: i * MemoryLayout<I>.size, as: I.self))
        }
    }

    /// Rounds f32 numbers to f16, in place.
    static func roundToHalves(_ floats: UnsafeMutablePointer<Float>, _ count: Int) {
        let piece = 1024
        withUnsafeTemporaryAllocation(of: UInt16.self, capacity: piece) { halves in
            for at in stride(from: 0, to: count, by: piece) {
                let length = Int64(min(piece, count - at))
                ck_f32_to_f16(halves.baseAddress!, floats + at, length)
                ck_f16_to_f32(floats + at, halves.baseAddress!, length)
            }
        }
    }

    /// A matrix the other way round. f32 [N, K] -> [K, N]
    func transposed() throws(OutOfMemoryError) -> Tensor {
        precondition(rank == 2)
        let (rows, columns) = (shape[0], shape[1])
        var result = try Tensor(allocating: [columns, rows])
        withFloats { source in
            result.withMutableFloats { Self.transpose(source, into: $0, rows: rows, columns: columns) }
        }
        return result
    }

    /// The same of several matrices one behind the other. [..., rows, columns] -> [..., columns, rows]
    package static func transpose(
        _ source: UnsafeBufferPointer<Float>, into target: UnsafeMutableBufferPointer<Float>, rows: Int, columns: Int
    ) {
        precondition(source.count == target.count)
        guard let from = source.baseAddress, let to = target.baseAddress, !source.isEmpty else { return }
        precondition(source.count.isMultiple(of: rows * columns))
        for base in stride(from: 0, to: source.count, by: rows * columns) {
            ck_transpose(to + base, Int64(rows), from + base, Int64(columns), Int64(rows), Int64(columns))
        }
    }
}
