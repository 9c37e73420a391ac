internal import CKernels
package import System

/// The operations of the networks, on a backend, until cancelled (`Compute+Operations.swift`).
///
/// Tensors are f32. Results depend on the shapes and the processor's instruction set alone, never on
/// the number of threads: work is cut by shape. Every operation throws `CancellationError` when it
/// is cancelled, which it looks at every few tens of milliseconds, and `OutOfMemoryError` when the
/// memory for its result or its scratch space cannot be had. Wrong shapes are the caller's bug.
package struct Compute: Sendable {
    package let workers: Workers
    /// What runs the operations that it supports; the processor runs the others.
    private let backend: any Backend

    /// What the kernels were compiled for: "avx512bf16", "avx512", "avx2", "neonbf16" or "generic".
    package static var instructionSet: String { String(cString: ck_isa()) }

    /// The parts of models whose linear layers, attention and direct convolutions round their factors to bf16, where
    /// the processor multiplies those; sums are f32 all the same. Winograd's transform, which would magnify what is lost
    /// by that, rounds to fixed point of up to 16 bits instead, or not at all where the processor does not multiply it.
    package let bf16: ModelParts
    /// Whether factors are rounded: this computes for one of those parts.
    package private(set) var roundsFactors = false

    /// The parts of models whose linear layers round activations and weights to integers of 8 bits, each token and each
    /// output in units of its own (W8A8), where they are large enough and `LinearWeight.mayBeIntegers`. That is faster
    /// still, and another picture.
    package let integers: ModelParts
    /// Whether this computes for one of those parts.
    package private(set) var multipliesIntegers = false
    /// The inputs and outputs that layers of integers have at least.
    package let leastIntegers: Int
    package static let leastIntegers = 256

    /// Whether the processor has an instruction for products of integers of 8 bits; others are slow at them.
    package static var hasIntegerProducts: Bool { ck_has_fixed() != 0 }

    /// Whether the processor multiplies bf16.
    package static var multipliesBF16: Bool { ck_has_bf16() != 0 }

    package init(
        pool: ThreadPool, cancellation: Cancellation? = nil, bf16: ModelParts = [],
        integers: ModelParts = [], leastIntegers: Int = Compute.leastIntegers, backend: any Backend = CPUBackend()
    ) {
        workers = Workers(pool, cancellation: cancellation)
        self.bf16 = bf16
        self.integers = integers
        self.leastIntegers = leastIntegers
        self.backend = backend
    }

    package var pool: ThreadPool { workers.pool }
    package var cancellation: Cancellation? { workers.cancellation }

    /// The same for the work of one part of a model.
    package func computing(_ part: ModelParts) -> Compute {
        var copy = self
        copy.roundsFactors = bf16.contains(part) && Self.multipliesBF16
        copy.multipliesIntegers = integers.contains(part)
        return copy
    }

    /// The result of an operation.
    package func run(_ operation: Operation) throws -> Tensor {
        try Refusal.check()
        guard backend.supports(operation) else { return try CPUBackend().run(operation, self) }
        return try backend.run(operation, self)
    }
}
