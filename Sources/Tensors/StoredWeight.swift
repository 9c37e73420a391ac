internal import CKernels
internal import Synchronization
internal import System

/// A weight as a file stores it, to be expanded to f32 when a kernel wants it.
package struct StoredWeight: Sendable {
    /// Of any dtype; it may borrow a file's memory.
    package let tensor: Tensor
    /// What the values are rounded to on their way to f32, if anything.
    package let roundedTo: DType?

    package init(_ tensor: Tensor, roundedTo: DType? = nil) {
        self.tensor = tensor
        self.roundedTo = roundedTo == tensor.dtype ? nil : roundedTo
        precondition(self.roundedTo == nil || self.roundedTo == .f16)
    }

    var shape: [Int] { tensor.shape }
    var byteCount: Int { tensor.byteCount }

    /// Runs `body`, which reads the elements with `expand`. The pages of a file map are read before it, where a
    /// cancellation is seen, and leave the resident memory behind it.
    func reading<R>(_ compute: Compute, _ body: () throws -> R) throws -> R {
        try tensor.storage.checkSource()
        try tensor.readAhead(compute)
        defer { tensor.discardSource() }
        return try body()
    }

    /// Runs `body`, which reads the elements where they lie, whenever it wants to.
    func readingInPlace<R>(_ body: () throws -> R) throws -> R {
        try tensor.storage.checkSource()
        defer { withExtendedLifetime(tensor) {} }
        return try body()
    }

    /// Elements `range` in row-major order.
    func expand(_ range: Range<Int>, into target: UnsafeMutablePointer<Float>) {
        tensor.convertElements(range, into: target)
        guard roundedTo != nil else { return }
        let piece = 1024
        withUnsafeTemporaryAllocation(of: UInt16.self, capacity: piece) { halves in
            for at in stride(from: 0, to: range.count, by: piece) {
                let count = Int64(min(piece, range.count - at))
                ck_f32_to_f16(halves.baseAddress!, target + at, count)
                ck_f16_to_f32(target + at, halves.baseAddress!, count)
            }
        }
    }

    /// Item `index` of the first dimension as f32. weight: [N, ...] -> [...]
    package func row(_ index: Int) throws -> Tensor {
        try tensor.storage.checkSource()
        let result = try Tensor(allocating: Array(shape.dropFirst()))
        expand(index * result.count..<(index + 1) * result.count, into: result.freshPointer)
        return result
    }

    /// Items `rows` of the first dimension. [N, ...] -> [rows.count, ...]
    func slice(_ rows: Range<Int>) -> StoredWeight { StoredWeight(tensor.slice(rows), roundedTo: roundedTo) }

    /// A copy the other way round, as f32. [N, K] -> [K, N]
    func transposed() throws -> StoredWeight {
        let source = try expanded()
        let (rows, columns) = (shape[0], shape[1])
        let result = try Tensor(allocating: [columns, rows])
        ck_transpose(
            result.freshPointer, Int64(rows), source.floatPointer, Int64(columns), Int64(rows), Int64(columns))
        withExtendedLifetime(source) {}
        return StoredWeight(result, roundedTo: roundedTo)
    }

    /// All of it as an f32 tensor, of another shape if one is given: for small weights.
    package func expanded(_ shape: [Int]? = nil) throws(OutOfMemoryError) -> Tensor {
        let result = try Tensor(allocating: shape ?? self.shape)
        precondition(result.count == tensor.count)
        expand(0..<result.count, into: result.freshPointer)
        tensor.discardSource()
        return result
    }
}

extension Tensor {
    /// Bytes that are read between two looks at the cancellation.
    private static let piece = 1 << 22

    /// Touches every page of a file map: what comes from a slow disk then comes here, where a cancellation is seen.
    fileprivate func readAhead(_ compute: Compute) throws(CancellationError) {
        guard storage.isBorrowed else { return }
        // keeps the compiler from leaving the reading out
        let sink = Atomic<UInt8>(0)
        try withUnsafeBytes { (bytes) throws(CancellationError) in
            try compute.pool.parallelFor(
                (bytes.count + Self.piece - 1) / Self.piece, cancellation: compute.cancellation
            ) { index in
                var sum: UInt8 = 0
                for at in stride(from: index * Self.piece, to: min((index + 1) * Self.piece, bytes.count), by: 4096) {
                    sum &+= bytes[at]
                }
                sink.bitwiseXor(sum, ordering: .relaxed)
            }
        }
    }
}
