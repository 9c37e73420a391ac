package import Tensors

/// Makes tokens that are appended to a prompt of what an encoder sees in a picture.
package protocol StyleModel: AnyObject, Sendable {
    var byteCount: Int { get }
    var room: WeightRoom { get }

    /// Of its last layer. x: [N, T, D] -> [N, T', context width]
    func tokens(_ x: Tensor, _ compute: Compute) throws -> Tensor
}

/// A style model from a file.
package final class LoadedStyleModel: Sendable {
    package let model: any StyleModel
    init(_ model: any StyleModel) { self.model = model }
}
