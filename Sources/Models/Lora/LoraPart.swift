/// What a tensor in a LoRA's file is to its layer.
enum LoraPart: Hashable, CaseIterable {
    case alpha, magnitude, rescale, shape
    case up, down, middle
    case firstUp, firstDown, firstCore, secondUp, secondDown, secondCore
    case outer, outerUp, outerDown, inner, innerUp, innerDown, innerCore
    case mixFirst, mixSecond, addFirst, addSecond
    case blocks
    case weightDifference, normDifference, normBiasDifference, biasDifference, replacement

    /// How names end; of two that fit the longer one is first. The tools behind them: kohya-ss/sd-scripts,
    /// KohakuBlueleaf/LyCORIS, huggingface/peft and diffusers in several versions.
    private static let suffixes: [(suffix: String, part: LoraPart)] = [
        (".alpha", .alpha), (".dora_scale", .magnitude), (".rescale", .rescale), (".reshape_weight", .shape),
        (".lora_up.weight", .up), (".lora_down.weight", .down), (".lora_mid.weight", .middle),
        ("_lora.up.weight", .up), ("_lora.down.weight", .down),
        (".lora.up.weight", .up), (".lora.down.weight", .down),
        (".lora_B.weight", .up), (".lora_A.weight", .down),
        (".lora_B.default.weight", .up), (".lora_A.default.weight", .down),
        (".lora_B", .up), (".lora_A", .down),
        (".lora_linear_layer.up.weight", .up), (".lora_linear_layer.down.weight", .down),
        (".hada_w1_a", .firstUp), (".hada_w1_b", .firstDown), (".hada_t1", .firstCore),
        (".hada_w2_a", .secondUp), (".hada_w2_b", .secondDown), (".hada_t2", .secondCore),
        (".lokr_w1", .outer), (".lokr_w1_a", .outerUp), (".lokr_w1_b", .outerDown),
        (".lokr_w2", .inner), (".lokr_w2_a", .innerUp), (".lokr_w2_b", .innerDown), (".lokr_t2", .innerCore),
        (".a1.weight", .mixFirst), (".a2.weight", .mixSecond), (".b1.weight", .addFirst), (".b2.weight", .addSecond),
        (".oft_blocks", .blocks),
        (".w_norm", .normDifference), (".b_norm", .normBiasDifference),
        (".diff", .weightDifference), (".diff_b", .biasDifference), (".set_weight", .replacement),
    ]

    /// The part that a name is of, and its ending; nil for one that is of none.
    static func of(_ name: String) -> (suffix: String, part: LoraPart)? {
        suffixes.first { name.hasSuffix($0.suffix) && name.utf8.count > $0.suffix.utf8.count }
    }
}
