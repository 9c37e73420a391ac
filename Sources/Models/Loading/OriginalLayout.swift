package import Tensors

/// Layouts of names that others gave to networks, and those that the networks here read.
package enum OriginalLayout {
    /// The file as it is, or under its original names.
    package static func of(_ file: any WeightSource) -> any WeightSource {
        if let transformer = DiffusersTransformer.renamed(file) { return transformer }
        // a ControlNet has half of a UNet's names, and no end
        guard DiffusersUNet.isIn(file), file.info("conv_out.weight") != nil else { return file }
        return DiffusersUNet.renamed(file)
    }
}
