/// A weight as its source has it: dense, block-quantised or patched. Kernels get its rows as f32, or read them where they
/// lie.
package struct StoredWeight: Sendable {
    let elements: any WeightElements
    /// The type that the values are held in by the reference, if that is narrower than what they are stored in or patched
    /// to: they are rounded to it on their way to f32.
    package let roundedTo: DType?
    /// What kernels made of it for whoever else reads it; nil: nobody else does.
    let forms: WeightForms?

    init(_ elements: any WeightElements, roundedTo: DType?, forms: WeightForms? = nil) {
        precondition(roundedTo == nil || roundedTo == .f16)
        (self.elements, self.roundedTo, self.forms) = (elements, roundedTo, forms)
    }

    /// - Parameter tensor: of any dtype; it may borrow a file's memory.
    package init(_ tensor: Tensor, roundedTo: DType? = nil) {
        self.init(DenseElements(tensor: tensor), roundedTo: roundedTo)
    }

    /// A block-quantised weight.
    ///
    /// - Parameter bytes: [n] of `.u8`: whole blocks of `format`, as many as `shape` takes; it may borrow a file's memory.
    package init(blocks bytes: Tensor, _ format: BlockFormat, shape: [Int]) {
        self.init(QuantizedElements(bytes, format, shape: shape), roundedTo: nil)
    }

    /// The same, times a scale, or a scale for each row.
    package func scaled(by scales: [Float]) -> StoredWeight {
        StoredWeight(ScaledElements(self, by: scales), roundedTo: roundedTo)
    }

    /// The same with its rows in another order. [N, ...] -> [rows.count, ...]
    package func reordered(_ rows: [Int]) -> StoredWeight {
        precondition(rows.allSatisfy { (0..<(shape.first ?? 0)).contains($0) })
        return StoredWeight(ReorderedElements([self], order: rows.map { (0, $0) }), roundedTo: roundedTo)
    }

    /// One behind the other. [[Ni, ...]] -> [sum Ni, ...]
    package static func concatenated(_ parts: [StoredWeight]) -> StoredWeight {
        let order = parts.enumerated().flatMap { part, weight in (0..<weight.shape[0]).map { (part, $0) } }
        // each is rounded as it is read
        let types = Set(parts.map(\.roundedTo))
        return StoredWeight(
            ReorderedElements(parts, order: order), roundedTo: types.count == 1 ? parts[0].roundedTo : nil)
    }

    /// The same, rounded to a type, which is fp16, on its way to f32.
    package func rounded(to dtype: DType) -> StoredWeight { StoredWeight(elements, roundedTo: dtype) }

    /// The type of dense elements; nil for others.
    package var dtype: DType? { (elements as? DenseElements)?.tensor.dtype }

    /// The same bytes as elements of another type of the same size; nil unless they are dense.
    package func reinterpreted(as dtype: DType) -> StoredWeight? {
        guard let tensor = (elements as? DenseElements)?.tensor, tensor.dtype.size == dtype.size else { return nil }
        return StoredWeight(
            Tensor(storage: tensor.storage, byteOffset: tensor.byteOffset, shape: tensor.shape, dtype: dtype),
            roundedTo: roundedTo)
    }

    /// The same; if it lies in blocks, they are decoded in the arithmetic of a type (f16, bf16 or f32).
    package func decoded(in arithmetic: DType) -> StoredWeight {
        guard let blocks = (elements as? QuantizedElements)?.decoded(in: arithmetic) else { return self }
        return StoredWeight(blocks, roundedTo: roundedTo)
    }

    /// Whether what kernels make of it is not kept.
    var isCompact: Bool { elements.isCompact }

    /// The same, changed by `patches` one after the other and then rounded as it is.
    func patched(by patches: [any WeightPatch], in room: WeightRoom) -> StoredWeight {
        StoredWeight(
            PatchedElements(base: self, patches: patches), roundedTo: roundedTo, forms: WeightForms(in: room))
    }

    /// The same as part of a model, which keeps what kernels make of it in `room`.
    package func resident(in room: WeightRoom, roundedTo: DType? = nil) -> StoredWeight {
        StoredWeight(elements, roundedTo: roundedTo ?? self.roundedTo, forms: WeightForms(in: room))
    }

    package var shape: [Int] { elements.shape }
    /// Bytes as stored.
    package var byteCount: Int { elements.byteCount }
    package var count: Int { elements.shape.reduce(1, *) }

    /// Whether values change on their way to f32.
    private var isRounded: Bool { roundedTo != nil && roundedTo != elements.sufficientType }

    /// What kernels read where it lies; nil where they cannot.
    var readable: Tensor? { isRounded ? nil : elements.readable }

    /// The narrowest of the types that kernels read which holds every value.
    package var sufficientType: DType { roundedTo ?? elements.sufficientType }

    /// Runs `body` with what expands rows to f32, on any thread. The pages of file maps are read before it, where a
    /// cancellation is seen, and leave the resident memory behind it.
    ///
    /// - Parameters:
    ///   - workers: nil for small weights, whose pages come as they are touched.
    ///   - isWhole: false for a few rows that will be read again: their pages stay.
    func reading<R>(
        _ workers: Workers?, isWhole: Bool = true, _ body: (@escaping RowExpander) throws -> R
    ) throws -> R {
        // Pages that are kept for kernels stay.
        defer { if isWhole, forms?.keepsPages != true { elements.discardSource() } }
        guard isRounded else { return try elements.reading(workers, body) }
        let rowLength = shape.dropFirst().reduce(1, *)
        return try elements.reading(workers) { expand in
            try body { rows, target in
                expand(rows, target)
                Tensor.roundToHalves(target, rows.count * rowLength)
            }
        }
    }

    /// See `WeightElements`.
    var integerGroup: Int? { elements.integerGroup }

    /// The same with what gives the integers that it is stored in, where there is an `integerGroup`.
    func readingIntegers<R>(_ workers: Workers?, _ body: (@escaping IntegerExpander) throws -> R) throws -> R {
        defer { if forms?.keepsPages != true { elements.discardSource() } }
        return try elements.readingIntegers(workers, body)
    }

    /// Items `rows` of the first dimension. [N, ...] -> [rows.count, ...]
    func slice(_ rows: Range<Int>) -> StoredWeight { StoredWeight(elements.slice(rows), roundedTo: roundedTo) }

    /// A copy the other way round, as f32. [N, K] -> [K, N]
    func transposed() throws -> StoredWeight {
        StoredWeight(DenseElements(tensor: try expanded().transposed()), roundedTo: roundedTo)
    }

    /// An f32 copy the other way round. [N, K] -> [K, N]
    package func transposedCopy() throws -> Tensor { try expanded([shape[0], count / shape[0]]).transposed() }

    /// All of it as an f32 tensor, of another shape if one is given: for small weights.
    package func expanded(_ shape: [Int]? = nil) throws -> Tensor {
        let result = try Tensor(allocating: shape ?? self.shape)
        precondition(result.count == count)
        try reading(nil) { $0(0..<(self.shape.first ?? 1), result.freshPointer) }
        return result
    }
}

/// Writes rows of a weight [N, ...], which is one row if it has no dimensions, as f32.
typealias RowExpander = (_ rows: Range<Int>, _ target: UnsafeMutablePointer<Float>) -> Void

/// Writes rows of a weight [N, ...] as integers, and what 1 stands for in each.
typealias IntegerExpander = (
    _ rows: Range<Int>, _ target: UnsafeMutablePointer<Int8>, _ scales: UnsafeMutablePointer<Float>
) -> Void
