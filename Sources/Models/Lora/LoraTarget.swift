/// The weight that a name in a LoRA's file means.
package struct LoraTarget: Sendable, Hashable {
    /// ComfyUI's, such as `diffusion_model.input_blocks.0.0.weight`.
    package let weight: String
    /// Those of its rows that the name means; nil for all.
    package let rows: Range<Int>?
    /// Whether the file has the two halves of the rows the other way round.
    package let exchangesHalves: Bool

    package init(_ weight: String, rows: Range<Int>? = nil, exchangesHalves: Bool = false) {
        (self.weight, self.rows, self.exchangesHalves) = (weight, rows, exchangesHalves)
    }

    /// The same layer's bias; nil for a part of a layer and for exchanged halves, of whose biases the reference takes no
    /// differences (comfy/lora.py, `load_lora`).
    var bias: LoraTarget? {
        guard weight.hasSuffix(".weight"), rows == nil, !exchangesHalves else { return nil }
        return LoraTarget(weight.dropLast("weight".count) + "bias")
    }
}
