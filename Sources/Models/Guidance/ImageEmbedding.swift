internal import Tensors

/// A picture as an encoder sees it, for networks that are told of pictures (unCLIP).
package struct ImageEmbedding: Sendable {
    package let output: CLIPVisionOutput
    package let strength: Double
    /// The share of noise that hides details, 0...1.
    package let noiseAugmentation: Double

    package init(_ output: CLIPVisionOutput, strength: Double, noiseAugmentation: Double) {
        self.output = output
        self.strength = strength
        self.noiseAugmentation = noiseAugmentation
    }

    /// [N, P], one picture each
    var embeds: Tensor { output.embeds }
}
