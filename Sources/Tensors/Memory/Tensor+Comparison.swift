internal import Glibc

extension Tensor {
    /// Whether it has the other's type and shape, and the same bits.
    package func hasSameElements(as other: Tensor) -> Bool {
        guard dtype == other.dtype, shape == other.shape else { return false }
        if storage === other.storage && byteOffset == other.byteOffset { return true }
        return withUnsafeBytes { own in
            other.withUnsafeBytes { own.isEmpty || memcmp(own.baseAddress!, $0.baseAddress!, own.count) == 0 }
        }
    }
}
