/// Elements that lie in blocks of several.
struct QuantizedElements: WeightElements {
    let shape: [Int]
    /// [n] of `.u8`
    private let bytes: Tensor
    private let format: BlockFormat
    /// The first element's place in the first block.
    private let offset: Int

    init(_ bytes: Tensor, _ format: BlockFormat, shape: [Int]) {
        precondition(bytes.dtype == .u8 && bytes.byteCount == format.byteCount(of: shape.reduce(1, *)))
        (self.shape, self.bytes, self.format, offset) = (shape, bytes, format, 0)
    }

    /// The same, decoded in the arithmetic of a type; nil if the format has but one way.
    func decoded(in arithmetic: DType) -> QuantizedElements? {
        format.inArithmetic.map { QuantizedElements(bytes, $0(arithmetic), shape: shape, offset: offset) }
    }

    private init(_ bytes: Tensor, _ format: BlockFormat, shape: [Int], offset: Int) {
        (self.shape, self.bytes, self.format, self.offset) = (shape, bytes, format, offset)
    }

    private init(_ whole: QuantizedElements, rows: Range<Int>) {
        let first = whole.offset + rows.lowerBound * whole.rowLength
        let end = whole.offset + rows.upperBound * whole.rowLength
        format = whole.format
        shape = [rows.count] + whole.shape.dropFirst()
        offset = first % format.elementCount
        let blocks = first / format.elementCount..<(end + format.elementCount - 1) / format.elementCount
        bytes = whole.bytes.slice(blocks.lowerBound * format.byteCount..<blocks.upperBound * format.byteCount)
    }

    var byteCount: Int { bytes.byteCount }
    var sufficientType: DType { format.sufficientType }
    var readable: Tensor? { nil }
    var isCompact: Bool { true }

    func reading<R>(_ workers: Workers?, _ body: (@escaping RowExpander) throws -> R) throws -> R {
        try bytes.prepareSource(workers)
        return try body { rows, target in
            expand(offset + rows.lowerBound * rowLength..<offset + rows.upperBound * rowLength, target)
        }
    }

    func discardSource() { bytes.discardSource() }

    func slice(_ rows: Range<Int>) -> any WeightElements { QuantizedElements(self, rows: rows) }

    /// Elements `range` of the blocks, the first and the last of which they may share with others.
    private func expand(_ range: Range<Int>, _ target: UnsafeMutablePointer<Float>) {
        let size = format.elementCount
        withUnsafeTemporaryAllocation(of: Float.self, capacity: size) { one in
            var at = range.lowerBound
            while at < range.upperBound {
                let (block, start) = at.quotientAndRemainder(dividingBy: size)
                let result = target + (at - range.lowerBound)
                let whole = start == 0 ? (range.upperBound - at) / size : 0
                if whole > 0 {
                    decode(block..<block + whole, into: UnsafeMutableBufferPointer(start: result, count: whole * size))
                    at += whole * size
                } else {
                    let count = min(size - start, range.upperBound - at)
                    decode(block..<block + 1, into: one)
                    result.update(from: one.baseAddress! + start, count: count)
                    at += count
                }
            }
        }
    }

    private func decode(_ blocks: Range<Int>, into target: UnsafeMutableBufferPointer<Float>) {
        let size = format.byteCount
        bytes.withUnsafeBytes { bytes in
            var span = target.mutableSpan
            format.decode(
                UnsafeRawBufferPointer(rebasing: bytes[blocks.lowerBound * size..<blocks.upperBound * size]).bytes,
                &span)
        }
    }
}
