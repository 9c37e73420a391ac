package import Tensors

/// A way to make something of model files. Its properties are its options: equal loaders make the same of equal files.
///
/// What is loaded borrows the files' memory. `load` throws `ModelError`, `FormatError`, `OutOfMemoryError` or, soon
/// after the cancellation of its `Compute`, `CancellationError`.
package protocol ModelLoader<Model>: Hashable, Sendable {
    associatedtype Model: AnyObject, Sendable

    /// What reports call such models.
    static var kind: String { get }

    /// - Parameter budget: bounds what is expanded of the weights; each part has a room of its own in it.
    func load(_ files: [any WeightSource], _ compute: Compute, _ budget: WeightBudget) throws -> Model

    /// What a loaded model consists of.
    static func parts(of model: Model) -> [ModelPart]
}
