/// Why a model file cannot be used.
package struct ModelError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: Sendable {
        /// Nothing that is known looks like this file.
        case notDetected
        /// A tensor that the layout asks for is not there.
        case missingTensor
        /// A tensor has a shape that its place does not allow.
        case badShape
        /// Detected, but of a kind that is not supported.
        case unsupported
        /// The input does not fit the model.
        case badInput
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
