internal import System
internal import Tensors

/// A node failed. `type` is an exception type's name as a ComfyUI user knows it: RuntimeError, ValueError, ...
package struct NodeError: Error, Sendable {
    package var type: String
    package var message: String
    package var traceback: [String]

    package init(_ type: String = "RuntimeError", _ message: String, traceback: [String] = []) {
        self.type = type
        self.message = message
        self.traceback = traceback
    }

    /// What ComfyUI raises in a node whose prompt is interrupted.
    package static let interruption = NodeError(
        "comfy.model_management.InterruptProcessingException", "The prompt was interrupted")

    /// Whatever a node threw.
    package init(catching error: any Error) {
        self =
            switch error {
            case let error as NodeError: error
            case let error as OutOfMemoryError: NodeError("MemoryError", error.description)
            case let error as SystemError where error.code == .outOfResources: NodeError("MemoryError", error.message)
            default: NodeError("RuntimeError", "\(error)")
            }
    }
}
