package import Tensors

/// A network that enlarges pictures, or restores them (scale 1).
package protocol UpscaleNetwork: AnyObject, Sendable {
    /// Pixels of the result for each of the picture, along each side.
    var scale: Int { get }
    /// Of the pictures that it takes and gives: 3, or 1 for grey ones.
    var channels: Int { get }
    /// Bytes of the weights as stored.
    var byteCount: Int { get }
    /// Where what is expanded of the weights is counted.
    var room: WeightRoom { get }

    /// picture: [1, H, W, channels] about 0...1 -> [1, scale * H, scale * W, channels]
    func callAsFunction(_ picture: Tensor, _ compute: Compute) throws -> Tensor
}

/// An upscaler from a file.
package final class LoadedUpscaler: Sendable {
    package let network: any UpscaleNetwork
    init(_ network: any UpscaleNetwork) { self.network = network }
}
