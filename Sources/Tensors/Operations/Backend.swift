/// What runs the operations of the networks: the processor, or a device beside it.
package protocol Backend: Sendable {
    /// Whether it runs the operation with these operands.
    func supports(_ operation: Operation) -> Bool
    /// The result of an operation that it supports, in memory that the processor reads.
    ///
    /// - Parameter compute: threads, cancellation and precision.
    func run(_ operation: Operation, _ compute: Compute) throws -> Tensor
}
