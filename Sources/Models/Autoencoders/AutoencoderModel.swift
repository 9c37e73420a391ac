package import Tensors

/// An autoencoder with weights.
package protocol AutoencoderModel: AnyObject, LatentCodec {
    /// Bytes of the weights as stored.
    var byteCount: Int { get }
    /// Where what is expanded of the weights is counted.
    var room: WeightRoom { get }
    /// The weights as the file has them, by ComfyUI's names.
    func weights() throws -> [(name: String, weight: StoredWeight)]
}
