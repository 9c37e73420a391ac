internal import CKernels

/// A weight [N, K] as products take it: in rows of f32, f16 or bf16, which they pack block by block into
/// scratch memory while they run; or packed once, in pairs of bf16. What is stored in one of those types is read where
/// it lies.
struct WeightMatrix: Sendable {
    let n: Int
    let k: Int
    private let taps: Int
    let weight: StoredWeight
    private let forms: WeightForms

    var identity: WeightForms.Identity { forms.identity }

    /// Columns of the right-hand side of a product that its kernels take at once.
    static var panelWidth: Int { Int(ck_panel_width()) }

    /// - Parameter taps: of a convolution, whose rows are [channels, taps].
    init(_ weight: StoredWeight, n: Int, k: Int, taps: Int = 1) {
        (self.n, self.k, self.taps, self.weight) = (n, k, taps, weight)
        forms = weight.forms ?? WeightForms(in: WeightRoom())
    }

    /// Runs `body` on the rows.
    func reading<R>(_ workers: Workers, _ body: (Rows) throws -> R) throws -> R {
        guard let tensor = weight.readable else {
            let type = weight.sufficientType
            let make = { try weight.reading(workers) { try converted($0, to: type, workers) } }
            let tensor =
                try weight.isCompact
                ? make() : forms.form(.converted, byteCount: n * k * type.size, make: make)
            defer { withExtendedLifetime(tensor) {} }
            return try body(Rows(tensor, k: k))
        }
        let pages = tensor.isFileMap ? try forms.form(.pages, byteCount: tensor.byteCount) { WeightPages(tensor) } : nil
        defer { withExtendedLifetime((tensor, pages)) {} }
        try tensor.storage.checkSource()
        return try body(Rows(tensor, k: k))
    }

    /// What products that round to bf16 take; `gated`: values and gates are apart.
    func pairs(_ workers: Workers, gated: Bool) throws -> WeightPairs {
        let halves = gated ? 2 : 1
        if weight.isCompact {
            return try weight.reading(workers) { try WeightPairs($0, n: n, k: k, taps: taps, halves: halves, workers) }
        }
        return try forms.form(
            .pairs(taps: taps, halves: halves),
            byteCount: WeightPairs.byteCount(n: n, k: k, taps: taps, halves: halves)
        ) {
            try readingOnce(workers) { try WeightPairs($0, n: n, k: k, taps: taps, halves: halves, workers) }
        }
    }

    /// What products of integers take: those that are stored, or the rows rounded to integers. Rounding takes too long to
    /// be done for each use, so it is kept of compact weights too.
    func bytes(_ workers: Workers) throws -> WeightBytes {
        try forms.form(.bytes, byteCount: WeightBytes.byteCount(n: n, k: k)) {
            guard let group = weight.integerGroup else {
                return try weight.reading(workers) { try WeightBytes($0, n: n, k: k, workers) }
            }
            return try weight.readingIntegers(workers) { try WeightBytes($0, group: group, n: n, k: k, workers) }
        }
    }

    /// What Winograd's transform in fixed point takes.
    func winogradScales(_ workers: Workers) throws -> WinogradScales {
        try forms.form(.winogradScales, byteCount: WinogradScales.byteCount(outputs: n)) {
            try readingOnce(workers) { try WinogradScales($0, outputs: n, channels: k / taps, workers) }
        }
    }

    /// Runs `body` on the rows, which are not needed afterwards.
    private func readingOnce<R>(_ workers: Workers, _ body: (Rows) throws -> R) throws -> R {
        try weight.reading(workers) { expand in
            let tensor = try weight.readable ?? converted(expand, to: weight.sufficientType, workers)
            defer { withExtendedLifetime(tensor) {} }
            return try body(Rows(tensor, k: k))
        }
    }

    /// - Parameter type: f32, f16 or bf16.
    private func converted(_ expand: @escaping RowExpander, to type: DType, _ workers: Workers) throws -> Tensor {
        var result = try Tensor(allocating: [n, k], dtype: type)
        let (n, k) = (n, k)
        let rows = max((1 << 16) / max(k, 1), 1)
        try result.withUnsafeMutableBytes { bytes in
            nonisolated(unsafe) let target = bytes.baseAddress!
            try workers.forEach((n + rows - 1) / rows, scratch: type == .f32 ? 0 : rows * k * 4) { index, floats in
                let part = index * rows..<min((index + 1) * rows, n)
                let start = target + part.lowerBound * k * type.size
                guard type != .f32 else {
                    expand(part, start.assumingMemoryBound(to: Float.self))
                    return
                }
                expand(part, floats)
                let convert = type == .f16 ? ck_f32_to_f16 : ck_f32_to_bf16
                convert(start, floats, Int64(part.count * k))
            }
        }
        return result
    }

    /// Where the rows lie; valid while `reading` runs.
    struct Rows {
        private let start: UnsafeRawPointer
        private let k: Int
        private let size: Int
        /// Of `ck_type`.
        let type: Int32

        init(_ tensor: Tensor, k: Int) {
            start = UnsafeRawPointer(tensor.storage.pointer + tensor.byteOffset)
            (self.k, size, type) = (k, tensor.dtype.size, Self.type(of: tensor.dtype)!)
        }

        static func type(of dtype: DType) -> Int32? {
            switch dtype {
            case .f32: Int32(CK_F32.rawValue)
            case .f16: Int32(CK_F16.rawValue)
            case .bf16: Int32(CK_BF16.rawValue)
            default: nil
            }
        }

        /// Where a row begins.
        func from(_ row: Int) -> UnsafeRawPointer { start + row * k * size }

        /// Elements `range` of `count` rows from `row` on as one panel; see `ck_pack`.
        func pack(_ panel: UnsafeMutablePointer<Float>, row: Int, count: Int, range: Range<Int>, taps: Int) {
            ck_pack(
                panel, start + (row * k + range.lowerBound) * size, type, Int64(k), Int64(count), Int64(range.count),
                Int64(taps))
        }

        /// Channels `range` of `count` 3x3 kernels from `row` on; see `ck_winograd_weights`, or `ck_winograd_weights_fixed`
        /// if there are `scales`.
        func transform(
            _ u: UnsafeMutablePointer<Float>, stride: Int, scales: UnsafePointer<Float>?, row: Int, count: Int,
            channels: Range<Int>
        ) {
            let source = start + (row * k + 9 * channels.lowerBound) * size
            let (stride, ld, count, channels) = (Int64(stride), Int64(k), Int64(count), Int64(channels.count))
            if let scales {
                ck_winograd_weights_fixed(u, stride, scales, source, type, ld, count, channels)
            } else {
                ck_winograd_weights(u, stride, source, type, ld, count, channels)
            }
        }

        /// See `ck_winograd_scales`.
        func winogradScales(
            _ scales: UnsafeMutablePointer<Float>, units: UnsafeMutablePointer<Float>, row: Int, count: Int,
            channels: Int
        ) {
            ck_winograd_scales(
                scales, units, start + row * k * size, type, Int64(k), Int64(count), Int64(channels))
        }
    }
}
