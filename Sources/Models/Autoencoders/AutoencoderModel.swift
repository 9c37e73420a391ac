package import Tensors

/// An autoencoder with weights.
package protocol AutoencoderModel: AnyObject, LatentCodec {
    /// Bytes of the weights as stored.
    var byteCount: Int { get }
    /// Where what is expanded of the weights is counted.
    var room: WeightRoom { get }
    /// The weights that the file has, by ComfyUI's names and of its shapes.
    func weights() throws -> [(name: String, shape: [Int], weight: StoredWeight)]
}
