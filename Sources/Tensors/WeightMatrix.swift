internal import CKernels

/// A weight [N, K] as products take it: in rows of f32, f16 or bf16, which they pack block by block into
/// scratch memory while they run; or packed once, in pairs of bf16. What is stored in one of those types is read where
/// it lies.
struct WeightMatrix: Sendable {
    let n: Int
    let k: Int
    private let stored: StoredWeight
    /// What other types, and those to be rounded, become.
    private let converted: WeightForm<Tensor>?
    /// What stays resident of what is read where it lies; nil in memory that is no file map.
    private let pages: WeightForm<WeightPages>?
    /// For products that round to bf16: without gates and with them.
    private let paired: [WeightForm<WeightPairs>]
    /// For 3x3 convolutions by Winograd's transform in fixed point.
    private let scaled: WeightForm<WinogradScales>

    /// - Parameter taps: of a convolution, whose rows are [channels, taps].
    init(_ weight: StoredWeight, n: Int, k: Int, taps: Int = 1, in room: WeightRoom) {
        (self.n, self.k, stored) = (n, k, weight)
        /// A form that is made of all rows at once, which are not needed afterwards.
        func form<Form>(
            _ byteCount: Int, _ make: @escaping @Sendable (Rows, Compute) throws -> Form
        ) -> WeightForm<Form> {
            WeightForm(byteCount, in: room) { compute in
                try weight.reading(compute) {
                    let tensor =
                        Self.isReadable(weight)
                        ? weight.tensor
                        : try Self.convert(weight, n: n, k: k, to: Self.sufficient(for: weight), compute)
                    defer { withExtendedLifetime(tensor) {} }
                    return try make(Rows(tensor, k: k), compute)
                }
            }
        }
        paired = (1...2).map { halves in
            form(WeightPairs.byteCount(n: n, k: k, taps: taps, halves: halves)) {
                try WeightPairs($0, n: n, k: k, taps: taps, halves: halves, $1)
            }
        }
        scaled = form(WinogradScales.byteCount(outputs: n)) {
            try WinogradScales($0, outputs: n, channels: k / taps, $1)
        }
        guard !Self.isReadable(weight) else {
            converted = nil
            let tensor = weight.tensor
            pages = tensor.isFileMap ? WeightForm(tensor.byteCount, in: room) { _ in WeightPages(tensor) } : nil
            return
        }
        pages = nil
        let type = Self.sufficient(for: weight)
        converted = WeightForm(n * k * type.size, in: room) { compute in
            try weight.reading(compute) { try Self.convert(weight, n: n, k: k, to: type, compute) }
        }
    }

    /// Runs `body` on the rows.
    func reading<R>(_ compute: Compute, _ body: (Rows) throws -> R) throws -> R {
        if let converted {
            let tensor = try converted(compute)
            defer { withExtendedLifetime(tensor) {} }
            return try body(Rows(tensor, k: k))
        }
        let resident = try pages?(compute)
        defer { withExtendedLifetime(resident) {} }
        return try stored.readingInPlace { try body(Rows(stored.tensor, k: k)) }
    }

    /// What products that round to bf16 take; `gated`: values and gates are apart.
    func pairs(_ compute: Compute, gated: Bool) throws -> WeightPairs { try paired[gated ? 1 : 0](compute) }

    /// What Winograd's transform in fixed point takes.
    func winogradScales(_ compute: Compute) throws -> WinogradScales { try scaled(compute) }

    /// Whether kernels read what is stored.
    private static func isReadable(_ weight: StoredWeight) -> Bool {
        weight.roundedTo == nil && Rows.type(of: weight.tensor.dtype) != nil
    }

    /// The smallest type of those that kernels read which holds every value.
    private static func sufficient(for weight: StoredWeight) -> DType {
        if let roundedTo = weight.roundedTo { return roundedTo }
        return switch weight.tensor.dtype {
        case .f8e4m3, .f8e5m2, .i8, .u8, .bool: .f16
        default: .f32
        }
    }

    private static func convert(
        _ weight: StoredWeight, n: Int, k: Int, to type: DType, _ compute: Compute
    ) throws -> Tensor {
        var result = try Tensor(allocating: [n, k], dtype: type)
        try result.withUnsafeMutableBytes { bytes in
            nonisolated(unsafe) let target = bytes.baseAddress!
            try compute.forEach(n, scratch: k * 4) { row, floats in
                weight.expand(row * k..<(row + 1) * k, into: floats)
                let start = target + row * k * type.size
                if type == .f16 {
                    ck_f32_to_f16(start, floats, Int64(k))
                } else {
                    start.copyMemory(from: floats, byteCount: k * 4)
                }
            }
        }
        return result
    }

    /// Where the rows lie; valid while `reading` runs.
    struct Rows {
        private let start: UnsafeRawPointer
        private let k: Int
        private let size: Int
        private let type: Int32

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
