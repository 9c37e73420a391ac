internal import Synchronization

// Tensors whose elements lie in a map of a file.
extension Tensor {
    /// Bytes that are read between two looks at the cancellation.
    private static let piece = 1 << 22

    var isFileMap: Bool { storage.isFileMap }

    /// Gives back the pages that only this tensor's elements lie on.
    func discardSource() { storage.discardPages(byteOffset..<byteOffset + byteCount) }

    /// Throws if the file has become too short. With `workers` every page is touched: what comes from a slow disk then
    /// comes here, where a cancellation is seen.
    func prepareSource(_ workers: Workers?) throws {
        try storage.checkSource()
        guard storage.isBorrowed, let workers else { return }
        // keeps the compiler from leaving the reading out
        let sink = Atomic<UInt8>(0)
        try withUnsafeBytes { bytes in
            try workers.pool.parallelFor(
                (bytes.count + Self.piece - 1) / Self.piece, cancellation: workers.cancellation
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
