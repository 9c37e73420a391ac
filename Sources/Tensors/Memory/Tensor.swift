/// A dense, row-major array with value semantics: copies share memory until one is written.
///
/// Public, as `Lock` is, so that loops over its elements are specialised for the modules that write them.
public struct Tensor: Sendable {
    package let dtype: DType
    @usableFromInline package private(set) var shape: [Int]
    package private(set) var storage: TensorStorage
    /// Where the first element lies in `storage`, in bytes.
    package private(set) var byteOffset: Int

    package var count: Int { shape.reduce(1, *) }
    package var byteCount: Int { count * dtype.size }
    package var rank: Int { shape.count }

    /// Uninitialised elements.
    package init(uninitialized shape: [Int], dtype: DType = .f32) {
        precondition(shape.allSatisfy { $0 >= 0 })
        self.dtype = dtype
        self.shape = shape
        storage = TensorStorage(byteCount: shape.reduce(1, *) * dtype.size)
        byteOffset = 0
    }

    /// Uninitialised elements, for sizes that input decides: throws instead of trapping when the size
    /// overflows or the memory cannot be had. Dimensions must not be negative.
    @usableFromInline package init(allocating shape: [Int], dtype: DType = .f32) throws(OutOfMemoryError) {
        var byteCount = dtype.size
        for dimension in shape {
            precondition(dimension >= 0)
            let (product, overflow) = byteCount.multipliedReportingOverflow(by: dimension)
            if overflow { throw OutOfMemoryError(byteCount: .max) }
            byteCount = product
        }
        self.dtype = dtype
        self.shape = shape
        storage = try TensorStorage(allocating: byteCount)
        byteOffset = 0
    }

    /// A view of `storage`; the caller has checked that it fits.
    package init(storage: TensorStorage, byteOffset: Int = 0, shape: [Int], dtype: DType) {
        self.dtype = dtype
        self.shape = shape
        self.storage = storage
        self.byteOffset = byteOffset
        precondition(byteOffset >= 0 && byteOffset + byteCount <= storage.byteCount)
    }

    package init(zeros shape: [Int], dtype: DType = .f32) {
        self.init(uninitialized: shape, dtype: dtype)
        storage.clear(byteCount)
    }

    package init(repeating value: Float, _ shape: [Int]) {
        self.init(uninitialized: shape)
        withMutableFloats { floats in
            for stretch in floats.indices.haltingStretches() {
                for i in stretch { floats[i] = value }
            }
        }
    }

    /// `values` in row-major order.
    package init(_ values: [Float], shape: [Int]) {
        precondition(values.count == shape.reduce(1, *))
        self.init(uninitialized: shape)
        withMutableFloats { floats in
            for i in values.indices { floats[i] = values[i] }
        }
    }

    /// The raw elements, to read.
    package func withUnsafeBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try body(UnsafeRawBufferPointer(start: storage.pointer + byteOffset, count: byteCount))
    }

    /// The elements of an f32 tensor, to read.
    @inlinable
    public func withFloats<R, E: Error>(_ body: (UnsafeBufferPointer<Float>) throws(E) -> R) throws(E) -> R {
        defer { withExtendedLifetime(self) {} }
        return try body(floatBuffer)
    }

    /// The elements of an f32 tensor, to write. Copies first when the memory is shared.
    @inlinable
    public mutating func withMutableFloats<R, E: Error>(
        _ body: (UnsafeMutableBufferPointer<Float>) throws(E) -> R
    ) throws(E) -> R {
        defer { withExtendedLifetime(self) {} }
        return try body(uniqueFloatBuffer())
    }

    /// The raw elements, to write. Copies first when the memory is shared.
    package mutating func withUnsafeMutableBytes<R, E: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        makeUnique()
        return try body(UnsafeMutableRawBufferPointer(start: storage.pointer + byteOffset, count: byteCount))
    }

    private mutating func makeUnique() {
        if isKnownUniquelyReferenced(&storage) && !storage.isBorrowed { return }
        let copy = TensorStorage(byteCount: byteCount)
        copy.copy(storage.pointer + byteOffset, byteCount)
        storage = copy
        byteOffset = 0
    }

    /// The elements of an f32 tensor. Valid only while the tensor is kept alive.
    var floatPointer: UnsafePointer<Float> {
        precondition(dtype == .f32)
        return UnsafePointer((storage.pointer + byteOffset).assumingMemoryBound(to: Float.self))
    }

    @usableFromInline var floatBuffer: UnsafeBufferPointer<Float> {
        UnsafeBufferPointer(start: floatPointer, count: count)
    }

    @usableFromInline mutating func uniqueFloatBuffer() -> UnsafeMutableBufferPointer<Float> {
        makeUnique()
        return UnsafeMutableBufferPointer(mutating: floatBuffer)
    }

    /// 1 where kernels store this past the caches: it would not stay in one until it is read.
    var streams: Int32 { byteCount > 16 << 20 ? 1 : 0 }

    /// The elements of an f32 tensor that was just allocated and that nobody else knows.
    var freshPointer: UnsafeMutablePointer<Float> {
        precondition(dtype == .f32 && byteOffset == 0 && !storage.isBorrowed)
        return storage.pointer.assumingMemoryBound(to: Float.self)
    }

    /// The same elements under another shape of equal count.
    package func reshaped(_ shape: [Int]) -> Tensor {
        precondition(shape.reduce(1, *) == count, "cannot reshape \(self.shape) to \(shape)")
        var view = self
        view.shape = shape
        return view
    }

    /// Items `range` of the first dimension, without a copy. x: [N, ...] -> [range.count, ...]
    package func slice(_ range: Range<Int>) -> Tensor {
        precondition(rank > 0 && range.lowerBound >= 0 && range.upperBound <= shape[0])
        var view = self
        let stride = shape.dropFirst().reduce(dtype.size, *)
        view.shape[0] = range.count
        view.byteOffset += range.lowerBound * stride
        return view
    }

    /// Zeros, for sizes that input decides.
    package init(allocatingZeros shape: [Int]) throws(OutOfMemoryError) {
        try self.init(allocating: shape)
        storage.clear(byteCount)
    }

    /// Puts items in the place of those from `start` on. self: [N, ...], items: [M, ...]
    package mutating func replaceItems(from start: Int, with items: Tensor) {
        precondition(items.dtype == dtype && items.shape.dropFirst() == shape.dropFirst())
        precondition(start >= 0 && start + items.shape[0] <= shape[0])
        let offset = shape.dropFirst().reduce(start * dtype.size, *)
        withUnsafeMutableBytes { target in
            items.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: target[offset...]).copyMemory(from: $0) }
        }
    }

    /// Tensors of equal trailing shape one behind the other. [[Ni, ...]] -> [sum Ni, ...]
    package static func concatenated(_ parts: [Tensor]) -> Tensor {
        precondition(!parts.isEmpty)
        let first = parts[0]
        precondition(parts.allSatisfy { $0.shape.dropFirst() == first.shape.dropFirst() && $0.dtype == first.dtype })
        var shape = first.shape
        shape[0] = parts.reduce(0) { $0 + $1.shape[0] }
        let result = Tensor(uninitialized: shape, dtype: first.dtype)
        var at = 0
        for part in parts {
            part.withUnsafeBytes { source in
                if let start = source.baseAddress { result.storage.copy(start, source.count, to: at) }
                at += source.count
            }
        }
        return result
    }

    /// The elements of an f32 tensor as an array: of a small one.
    package var floats: [Float] { withFloats { Array($0) } }

    /// The elements of an f32 tensor as an array; throws where there is no memory for it.
    package func copiedFloats() throws(OutOfMemoryError) -> [Float] {
        try withFloats { (floats) throws(OutOfMemoryError) in
            try TensorMemory.withRuntimeMemory(4 * floats.count) { Array(floats) }
        }
    }
}
