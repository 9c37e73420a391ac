/// A weight times a number: the scale of weights in f8, or a model's share in a merge.
package struct ScalePatch: WeightPatch {
    private let scale: Float

    package init(_ scale: Float) { self.scale = scale }

    package var byteCount: Int { 0 }

    package func fits(_ shape: [Int]) -> Bool { true }

    package func reading<R>(_ weight: PatchedRows, _ body: (@escaping RowChange) throws -> R) throws -> R {
        let scale = scale
        return try body { _, elements in
            elements.withUnsafeMutableBufferPointer { elements in
                for i in elements.indices { elements[i] *= scale }
            }
        }
    }
}
