package import System

/// Threads that share out work in chunks until it is cancelled.
package struct Workers: Sendable {
    package let pool: ThreadPool
    package let cancellation: Cancellation?

    package init(_ pool: ThreadPool, cancellation: Cancellation? = nil) {
        (self.pool, self.cancellation) = (pool, cancellation)
    }

    /// `body` for each chunk, while `inputs` stay alive.
    func forEach(_ count: Int, keeping inputs: Tensor?..., body: @escaping (Int) -> Void) throws {
        defer { withExtendedLifetime(inputs) {} }
        try pool.parallelFor(count, cancellation: cancellation, body)
    }

    /// `body` for ranges of about `chunk` of `total`.
    func forEachRange(
        _ total: Int, chunk: Int, keeping inputs: Tensor?..., body: @escaping (Range<Int>) -> Void
    ) throws {
        defer { withExtendedLifetime(inputs) {} }
        let chunk = max(chunk, 1)
        try pool.parallelFor((total + chunk - 1) / chunk, cancellation: cancellation) { index in
            body(index * chunk..<min((index + 1) * chunk, total))
        }
    }

    /// Like `forEach`, with scratch memory for each call.
    func forEach(
        _ count: Int, scratch byteCount: Int, keeping inputs: Tensor?...,
        body: @escaping (Int, UnsafeMutablePointer<Float>) -> Void
    ) throws {
        defer { withExtendedLifetime(inputs) {} }
        let scratch = ScratchPool(byteCount: byteCount)
        try pool.parallelFor(count, cancellation: cancellation) { index in
            scratch.withMemory { body(index, $0.assumingMemoryBound(to: Float.self)) }
        }
        if scratch.hasFailed { throw OutOfMemoryError(byteCount: byteCount) }
    }
}
