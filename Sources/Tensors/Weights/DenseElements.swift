/// Elements that lie one after the other.
struct DenseElements: WeightElements {
    /// Of any dtype.
    let tensor: Tensor

    var shape: [Int] { tensor.shape }
    var byteCount: Int { tensor.byteCount }

    var sufficientType: DType {
        switch tensor.dtype {
        case .f16, .bf16: tensor.dtype
        case .f8e4m3, .f8e5m2, .i8, .u8, .bool: .f16
        default: .f32
        }
    }

    var readable: Tensor? { WeightMatrix.Rows.type(of: tensor.dtype) == nil ? nil : tensor }

    func reading<R>(_ workers: Workers?, _ body: (@escaping RowExpander) throws -> R) throws -> R {
        try tensor.prepareSource(workers)
        defer { withExtendedLifetime(tensor) {} }
        let (tensor, rowLength) = (tensor, rowLength)
        return try body { rows, target in
            tensor.convertElements(rows.lowerBound * rowLength..<rows.upperBound * rowLength, into: target)
        }
    }

    var integerGroup: Int? { tensor.dtype == .i8 ? 0 : nil }

    func readingIntegers<R>(_ workers: Workers?, _ body: (@escaping IntegerExpander) throws -> R) throws -> R {
        try tensor.prepareSource(workers)
        defer { withExtendedLifetime(tensor) {} }
        let (tensor, rowLength) = (tensor, rowLength)
        return try body { rows, target, scales in
            tensor.withUnsafeBytes { bytes in
                UnsafeMutableRawBufferPointer(start: target, count: rows.count * rowLength).copyMemory(
                    from: UnsafeRawBufferPointer(
                        rebasing: bytes[rows.lowerBound * rowLength..<rows.upperBound * rowLength]))
            }
            scales.update(repeating: 1, count: rows.count)
        }
    }

    func discardSource() { tensor.discardSource() }

    func slice(_ rows: Range<Int>) -> any WeightElements { DenseElements(tensor: tensor.slice(rows)) }
}
