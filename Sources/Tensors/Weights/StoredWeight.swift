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
    var sufficientType: DType { roundedTo ?? elements.sufficientType }

    /// Runs `body` with what expands rows to f32, on any thread. The pages of file maps are read before it, where a
    /// cancellation is seen, and leave the resident memory behind it.
    ///
    /// - Parameter workers: nil for small weights, whose pages come as they are touched.
    func reading<R>(_ workers: Workers?, _ body: (@escaping RowExpander) throws -> R) throws -> R {
        // Pages that are kept for kernels stay.
        defer { if forms?.keepsPages != true { elements.discardSource() } }
        guard isRounded else { return try elements.reading(workers, body) }
        let rowLength = shape.dropFirst().reduce(1, *)
        return try elements.reading(workers) { expand in
            try body { rows, target in
                expand(rows, target)
                Tensor.roundToHalves(target, rows.count * rowLength)
            }
        }
    }

    /// Items `rows` of the first dimension. [N, ...] -> [rows.count, ...]
    func slice(_ rows: Range<Int>) -> StoredWeight { StoredWeight(elements.slice(rows), roundedTo: roundedTo) }

    /// A copy the other way round, as f32. [N, K] -> [K, N]
    func transposed() throws -> StoredWeight {
        StoredWeight(DenseElements(tensor: try expanded().transposed()), roundedTo: roundedTo)
    }

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
