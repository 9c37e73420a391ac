package import Tensors

/// A file to load models from: what tells it from others, and how to open it.
package struct LoadableFile {
    package let identity: FileIdentity
    /// Of files that are read with it.
    package let companions: [FileIdentity]
    /// Of the folder that it was found in, and in it: what reports call the model.
    package let folder: String
    package let name: String
    let open: () throws -> any WeightSource

    package init(
        _ identity: FileIdentity, companions: [FileIdentity] = [], folder: String, name: String,
        open: @escaping () throws -> any WeightSource
    ) {
        self.identity = identity
        self.companions = companions
        self.folder = folder
        self.name = name
        self.open = open
    }
}
