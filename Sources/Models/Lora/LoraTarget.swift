/// The weight that a name in a LoRA's file means.
package struct LoraTarget: Sendable, Hashable {
    /// ComfyUI's, such as `diffusion_model.input_blocks.0.0.weight`.
    package let weight: String
    /// Those of its rows that the name means; nil for all.
    package let rows: Range<Int>?

    package init(_ weight: String, rows: Range<Int>? = nil) { (self.weight, self.rows) = (weight, rows) }

    /// The same layer's bias.
    var bias: LoraTarget? {
        guard weight.hasSuffix(".weight") else { return nil }
        return LoraTarget(weight.dropLast("weight".count) + "bias", rows: rows)
    }
}
