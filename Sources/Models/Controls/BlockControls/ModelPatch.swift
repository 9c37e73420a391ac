package import Tensors

/// A file of the folder model_patches: what nodes hang on a model.
package protocol ModelPatch: AnyObject, Sendable {
    /// Bytes of the weights as stored.
    var byteCount: Int { get }
    /// Where what is expanded of the weights is counted.
    var room: WeightRoom { get }
}

/// One that goes by pictures and acts behind the blocks of a network.
package protocol PictureModelPatch: ModelPatch {
    /// - Parameter pictures: at least one of them
    func control(_ pictures: ControlPictures) throws -> any BlockControl
}
