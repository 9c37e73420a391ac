/// Another weight of as many elements in the place of one.
package struct ReplacementPatch: WeightPatch {
    private let replacement: StoredWeight

    package init(_ replacement: StoredWeight) { self.replacement = replacement }

    package var byteCount: Int { replacement.byteCount }

    package func fits(_ shape: [Int]) -> Bool {
        replacement.shape.first == shape.first && replacement.count == shape.reduce(1, *)
    }

    package func reading<R>(_ weight: PatchedRows, _ body: (@escaping RowChange) throws -> R) throws -> R {
        try replacement.reading(nil) { expand in
            try body { rows, elements in
                elements.withUnsafeMutableBufferPointer { expand(rows, $0.baseAddress!) }
            }
        }
    }
}
