internal import CKernels

/// Elements in `NVFP4`: the first of two lies in the upper half of a byte, and the blocks' scales as cuBLAS wants them
/// ("1D block scaling factors layout"). As comfy-kitchen reads them (backends/eager/quantization.py, `dequantize_nvfp4`;
/// Apache 2.0).
struct NVFP4Elements: WeightElements {
    /// [N, K]
    let shape: [Int]
    /// [N, K / 2], of one byte each
    private let codes: Tensor
    /// Of the whole weight, of one byte each.
    private let scales: Tensor
    /// What each byte of `scales` stands for, times the whole weight's scale.
    private let factors: [Float]
    /// The place of the first row in the whole weight.
    private let firstRow: Int

    init(codes: Tensor, scales: Tensor, scale: Float) {
        let bytes = (0...UInt8.max).map { $0 }
        let factors = [Float](unsafeUninitializedCapacity: bytes.count) { values, count in
            ck_e4m3_to_f32(values.baseAddress!, bytes, Int64(bytes.count))
            count = bytes.count
        }
        self.init(codes, scales, factors.map { $0 * scale }, firstRow: 0)
    }

    private init(_ codes: Tensor, _ scales: Tensor, _ factors: [Float], firstRow: Int) {
        (self.codes, self.scales, self.factors, self.firstRow) = (codes, scales, factors, firstRow)
        shape = [codes.shape[0], 2 * codes.shape[1]]
    }

    var byteCount: Int { codes.byteCount + count / NVFP4.blockSize + 4 }
    var sufficientType: DType { .f32 }
    var readable: Tensor? { nil }
    var isCompact: Bool { true }

    private var count: Int { shape[0] * shape[1] }

    func reading<R>(_ workers: Workers?, _ body: (@escaping RowExpander) throws -> R) throws -> R {
        try codes.prepareSource(workers)
        try scales.prepareSource(workers)
        return try body { rows, target in
            for row in rows { expand(row, target + (row - rows.lowerBound) * shape[1]) }
        }
    }

    private func expand(_ row: Int, _ target: UnsafeMutablePointer<Float>) {
        let (length, blocks, half) = (shape[1], shape[1] / NVFP4.blockSize, NVFP4.blockSize / 2)
        codes.withUnsafeBytes { codes in
            scales.withUnsafeBytes { scales in
                for block in 0..<blocks {
                    let factor = factors[Int(scales[Self.place(firstRow + row, block, of: blocks)])]
                    for i in block * half..<(block + 1) * half {
                        let code = Int(codes[row * length / 2 + i])
                        target[2 * i] = NVFP4.values[code >> 4] * factor
                        target[2 * i + 1] = NVFP4.values[code & 15] * factor
                    }
                }
            }
        }
    }

    /// Where a block's scale lies: in tiles of 128 rows by 4 blocks, in each of which rows 32 apart are neighbours.
    private static func place(_ row: Int, _ block: Int, of blocks: Int) -> Int {
        let tile = row / 128 * ((blocks + 3) / 4) + block / 4
        return tile * 512 + row % 32 * 16 + row % 128 / 32 * 4 + block % 4
    }

    /// How many scales lie beside so many rows and blocks in each.
    static func scaleCount(rows: Int, blocks: Int) -> Int { (rows + 127) / 128 * ((blocks + 3) / 4) * 512 }

    func discardSource() {
        codes.discardSource()
        scales.discardSource()
    }

    func slice(_ rows: Range<Int>) -> any WeightElements {
        NVFP4Elements(codes.slice(rows), scales, factors, firstRow: firstRow + rows.lowerBound)
    }
}

extension StoredWeight {
    /// These bytes as what they stand for in `NVFP4`; nil if they are not that. [N, K / 2] -> [N, K]
    ///
    /// - Parameters:
    ///   - scales: of the blocks.
    ///   - scale: of the whole weight.
    package func nvfp4(scales: StoredWeight, scale: Float) -> StoredWeight? {
        guard let codes = (elements as? DenseElements)?.tensor,
            let scales = (scales.elements as? DenseElements)?.tensor, codes.dtype.size == 1, scales.dtype.size == 1,
            codes.rank == 2, codes.shape[1] % (NVFP4.blockSize / 2) == 0,
            case let blocks = codes.shape[1] / (NVFP4.blockSize / 2),
            scales.count == NVFP4Elements.scaleCount(rows: codes.shape[0], blocks: blocks)
        else { return nil }
        return StoredWeight(NVFP4Elements(codes: codes, scales: scales, scale: scale), roundedTo: roundedTo)
    }
}
