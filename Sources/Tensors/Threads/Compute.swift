internal import CKernels
package import System

/// The operations of the networks, on a pool of threads, until cancelled.
///
/// Tensors are f32. Results depend on the shapes and the processor's instruction set alone, never on
/// the number of threads: work is cut by shape. Every operation throws `CancellationError` when it
/// is cancelled, which it looks at every few tens of milliseconds, and `OutOfMemoryError` when the
/// memory for its result or its scratch space cannot be had. Wrong shapes are the caller's bug.
package struct Compute: Sendable {
    package let pool: ThreadPool
    package let cancellation: Cancellation?

    /// What the kernels were compiled for: "avx512bf16", "avx512", "avx2" or "generic".
    package static var instructionSet: String { String(cString: ck_isa()) }

    /// The parts of models whose linear layers, attention and direct convolutions round their factors to bf16, where
    /// the processor multiplies those; sums are f32 all the same. Winograd's transform, which would magnify what is lost
    /// by that, rounds to fixed point of up to 16 bits instead.
    package let bf16: ModelParts
    /// Whether factors are rounded: this computes for one of those parts.
    private(set) var roundsFactors = false

    /// Columns of the right-hand side of a product that its kernels take at once.
    static var panelWidth: Int { Int(ck_panel_width()) }

    /// Whether the processor multiplies bf16.
    package static var multipliesBF16: Bool { ck_has_bf16() != 0 }

    package init(pool: ThreadPool, cancellation: Cancellation? = nil, bf16: ModelParts = []) {
        self.pool = pool
        self.cancellation = cancellation
        self.bf16 = bf16
    }

    /// The same for the work of one part of a model.
    package func computing(_ part: ModelParts) -> Compute {
        var copy = self
        copy.roundsFactors = bf16.contains(part) && Self.multipliesBF16
        return copy
    }

    /// `body` for each chunk, while `inputs` stay alive.
    func forEach(_ count: Int, keeping inputs: Tensor?..., body: (Int) -> Void) throws {
        defer { withExtendedLifetime(inputs) {} }
        try pool.parallelFor(count, cancellation: cancellation, body)
    }

    /// `body` for ranges of about `chunk` of `total`.
    func forEachRange(_ total: Int, chunk: Int, keeping inputs: Tensor?..., body: (Range<Int>) -> Void) throws {
        defer { withExtendedLifetime(inputs) {} }
        let chunk = max(chunk, 1)
        try pool.parallelFor((total + chunk - 1) / chunk, cancellation: cancellation) { index in
            body(index * chunk..<min((index + 1) * chunk, total))
        }
    }

    /// Like `forEach`, with scratch memory for each call.
    func forEach(
        _ count: Int, scratch byteCount: Int, keeping inputs: Tensor?...,
        body: (Int, UnsafeMutablePointer<Float>) -> Void
    ) throws {
        defer { withExtendedLifetime(inputs) {} }
        let scratch = ScratchPool(byteCount: byteCount)
        try pool.parallelFor(count, cancellation: cancellation) { index in
            scratch.withMemory { body(index, $0.assumingMemoryBound(to: Float.self)) }
        }
        if scratch.hasFailed { throw OutOfMemoryError(byteCount: byteCount) }
    }
}
