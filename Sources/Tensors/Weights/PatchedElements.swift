/// Elements that patches change on their way to f32.
struct PatchedElements: WeightElements {
    private let base: StoredWeight
    /// One after the other.
    private let patches: [any WeightPatch]
    /// The part of the base that this is.
    private let rows: Range<Int>
    let shape: [Int]

    init(base: StoredWeight, patches: [any WeightPatch]) {
        self.init(base, patches, rows: 0..<(base.shape.first ?? 1))
    }

    private init(_ base: StoredWeight, _ patches: [any WeightPatch], rows: Range<Int>) {
        (self.base, self.patches, self.rows) = (base, patches, rows)
        let whole = patches.reduce(base.shape) { $1.patchedShape($0) }
        shape = whole.isEmpty ? [] : [rows.count] + whole.dropFirst()
    }

    var byteCount: Int { patches.reduce(base.byteCount) { $0 + $1.byteCount } }
    var sufficientType: DType { .f32 }
    var readable: Tensor? { nil }

    func reading<R>(_ workers: Workers?, _ body: (@escaping RowExpander) throws -> R) throws -> R {
        let first = rows.lowerBound
        return try base.reading(workers) { expand in
            try reading(patches[...], base.shape, expand) { expand in
                try body { rows, target in expand(first + rows.lowerBound..<first + rows.upperBound, target) }
            }
        }
    }

    /// Brings in one patch after the other.
    ///
    /// - Parameters:
    ///   - shape: of the whole base as the patches before leave it.
    ///   - expand: of rows of that.
    private func reading<R>(
        _ patches: ArraySlice<any WeightPatch>, _ shape: [Int], _ expand: @escaping RowExpander,
        _ body: (@escaping RowExpander) throws -> R
    ) throws -> R {
        guard let patch = patches.first else { return try body(expand) }
        let patched = patch.patchedShape(shape)
        let rowLength = patched.dropFirst().reduce(1, *)
        return try patch.reading(PatchedRows(shape: shape, expand)) { change in
            let changed: RowExpander = { rows, target in
                expand(rows, target)
                var elements = UnsafeMutableBufferPointer(start: target, count: rows.count * rowLength).mutableSpan
                change(rows, &elements)
            }
            return try reading(patches.dropFirst(), patched, changed, body)
        }
    }

    /// The base and the patches have done so for themselves.
    func discardSource() {}

    func slice(_ part: Range<Int>) -> any WeightElements {
        PatchedElements(base, patches, rows: rows.lowerBound + part.lowerBound..<rows.lowerBound + part.upperBound)
    }
}
