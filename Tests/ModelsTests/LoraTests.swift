import Formats
import TestSupport
import Tensors
import Testing

@testable import Models

/// Names in LoRA files, and what becomes of their tensors.
@Suite struct LoraTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))

    static let checkpoint: Checkpoint = {
        let file = try! SafetensorsFile(path: SyntheticCheckpoint.path(.tiny))
        return try! CheckpointLoader.load(file, compute)
    }()

    /// Tensors by name; what is not asked for is not there.
    struct Source: WeightSource {
        let tensors: [String: Tensor]
        var name: String { "test" }
        var metadata: [String: String] { [:] }
        var names: [String] { tensors.keys.sorted() }
        func info(_ name: String) -> WeightInfo? {
            tensors[name].map { WeightInfo(shape: $0.shape, format: .dense($0.dtype), byteCount: $0.byteCount) }
        }
        func weight(_ name: String) throws -> StoredWeight { StoredWeight(tensors[name]!) }
    }

    @Test(arguments: [
        (
            "lora_unet_input_blocks_1_1_transformer_blocks_0_attn1_to_q",
            "input_blocks.1.1.transformer_blocks.0.attn1.to_q"
        ),
        ("lora_unet_down_blocks_0_attentions_0_proj_in", "input_blocks.1.1.proj_in"),
        ("lycoris_down_blocks_0_downsamplers_0_conv", "input_blocks.2.0.op"),
        ("lora_unet_mid_block_resnets_1_conv2", "middle_block.2.out_layers.3"),
        ("lora_unet_up_blocks_0_resnets_0_conv_shortcut", "output_blocks.0.0.skip_connection"),
        ("lora_unet_up_blocks_0_upsamplers_0_conv", "output_blocks.1.2.conv"),
        (
            "lora_unet_up_blocks_1_attentions_1_transformer_blocks_0_ff_net_2",
            "output_blocks.3.1.transformer_blocks.0.ff.net.2"
        ),
        (
            "unet.mid_block.attentions.0.transformer_blocks.0.attn2.processor.to_out",
            "middle_block.1.transformer_blocks.0.attn2.to_out.0"
        ),
        ("unet.conv_in", "input_blocks.0.0"),
        ("diffusion_model.time_embed.0", "time_embed.0"),
        ("lora_unet_time_embedding_linear_2", "time_embed.2"),
    ]) func namesOfNetworks(_ name: String, _ layer: String) {
        #expect(Self.checkpoint.model.loraMap[name]?.weight == "diffusion_model.\(layer).weight")
    }

    /// peft's plain names are not those of attentions, as in the reference.
    @Test func namesThatAreNot() {
        let map = Self.checkpoint.model.loraMap
        #expect(map["unet.mid_block.attentions.0.transformer_blocks.0.attn2.to_q"] == nil)
        #expect(map["unet.mid_block.resnets.0.conv1"] != nil)
        #expect(map["lora_unet_"] == nil)
    }

    @Test func namesOfTextEncoders() {
        let path = "text_model.encoder.layers.3.self_attn.q_proj"
        func names(_ keys: String...) -> LoraMap {
            LoraMap(
                textWeights: keys.flatMap {
                    [
                        "clip_\($0).transformer.\(path).weight",
                        "clip_\($0).transformer.text_model.text_projection.weight",
                    ]
                })
        }
        let joined = "text_model_encoder_layers_3_self_attn_q_proj"
        for key in ["l", "h"] {
            let target = "clip_\(key).transformer.\(path).weight"
            for name in ["lora_te_\(joined)", "lora_te1_\(joined)", "text_encoder.\(path)"] {
                #expect(names(key)[name]?.weight == target)
            }
            #expect(names(key)["text_encoders.clip_\(key).transformer.\(path)"]?.weight == target)
        }
        let pair = names("l", "g")
        #expect(pair["lora_te1_\(joined)"]?.weight == "clip_l.transformer.\(path).weight")
        #expect(pair["lora_te2_\(joined)"]?.weight == "clip_g.transformer.\(path).weight")
        #expect(pair["text_encoder_2.\(path)"]?.weight == "clip_g.transformer.\(path).weight")
        #expect(names("g")["lora_te_\(joined)"]?.weight == "clip_g.transformer.\(path).weight")
    }

    /// T5 is counted behind the CLIPs that are there, and after OneTrainer's way beside CLIP-L alone.
    @Test func namesOfT5() {
        let weight = "t5xxl.transformer.encoder.block.0.layer.0.SelfAttention.q.weight"
        let joined = "encoder_block_0_layer_0_SelfAttention_q"
        func places(_ clips: String...) -> [Int] {
            let map = LoraMap(
                textWeights: [weight] + clips.map { "clip_\($0).transformer.text_model.final_layer_norm.weight" })
            #expect(map["text_encoders.\(weight.dropLast(7))"]?.weight == weight)
            return (1...4).filter { map["lora_te\($0)_\(joined)"]?.weight == weight }
        }
        #expect(places() == [1] && places("l") == [2, 3] && places("l", "g") == [3] && places("g") == [2])
    }

    /// What is left of rows of zeros; by the network's own names of weights.
    static func changes(_ tensors: [String: Tensor], _ map: LoraMap, _ shapes: [String: [Int]]) throws -> [String:
        [Float]]
    {
        let patches = try LoraFile(Source(tensors: tensors)).patches(map, strength: 1, shape: { shapes[$0] })
        #expect(patches.unused.isEmpty)
        return try patches.patches.reduce(into: [:]) { result, item in
            let zeros = Source(tensors: ["w": Tensor(zeros: shapes[item.key]!)])
            let patched = try PatchedSource(zeros, by: ["w": item.value], in: WeightRoom()).weight("w")
            result[String(item.key.dropFirst("diffusion_model.".count))] = try patched.expanded().floats
        }
    }

    /// What diffusers has the other way round: products and differences; replacements as they are.
    @Test func exchangedHalves() throws {
        var map = LoraMap()
        for (name, stem) in [("a", "low"), ("b", "whole"), ("c", "new")] { map.add(name, stem, exchangesHalves: true) }
        let shapes = ["low", "whole", "new"].map { ("diffusion_model.\($0).weight", [4, 1]) }
        let changes = try Self.changes(
            [
                "a.lora_A.weight": Tensor([1], shape: [1, 1]), "a.lora_B.weight": Tensor([1, 2, 3, 4], shape: [4, 1]),
                "b.diff": Tensor([1, 2, 3, 4], shape: [4, 1]),
                "c.set_weight": Tensor([1, 2, 3, 4], shape: [4, 1]),
            ], map,
            Dictionary(uniqueKeysWithValues: shapes))
        #expect(changes["low.weight"] == [3, 4, 1, 2] && changes["whole.weight"] == [3, 4, 1, 2])
        #expect(changes["new.weight"] == [1, 2, 3, 4])
    }

    /// Of a part of a layer, and of one whose halves are exchanged, differences of biases are left out, as in ComfyUI.
    @Test func biasesOfParts() throws {
        var map = LoraMap()
        map.add("part", "layer", rows: 0..<2)
        map.add("exchanged", "layer", exchangesHalves: true)
        map.add("whole", "layer")
        let shapes = ["diffusion_model.layer.weight": [4, 1], "diffusion_model.layer.bias": [4]]
        func unused(_ name: String, _ count: Int) throws -> [String] {
            let lora = LoraFile(Source(tensors: ["\(name).diff_b": Tensor(repeating: 1, [count])]))
            return try lora.patches(map, strength: 1, shape: { shapes[$0] }).unused
        }
        #expect(try unused("part", 2) == ["part.diff_b"] && unused("exchanged", 4) == ["exchanged.diff_b"])
        #expect(try unused("whole", 4).isEmpty)
    }

    /// Magnitudes beside a rotation: its difference is multiplied by alpha, without one by nothing. The numbers are those
    /// of ComfyUI's comfy/weight_adapter/oft.py and boft.py at the strength 0.7.
    @Test(
        arguments: [
            ([2, 2, 2], nil, [0.9260989, 1.8521979, 2.16, 2.88, 3.2925162, 3.9510195, 4.4047661, 5.0340185]),
            (
                [2, 2, 2], 0.5,
                [1.0348208, 1.9950277, 2.1285357, 2.8213634, 2.6213291, 3.1764011, 4.5885987, 5.2643213]
            ),
            (
                [1, 2, 2, 2], 0.5,
                [0.8109791, 1.6965721, 2.1785884, 2.9214687, 3.6995432, 4.4086456, 3.8812838, 4.4155445]
            ),
        ] as [([Int], Float?, [Float])])
    func magnitudesOfRotations(_ shape: [Int], _ alpha: Float?, _ expected: [Float]) throws {
        var tensors = [
            "a.oft_blocks": Tensor([0, 0.1, 0.2, 0, 0, 0.3, -0.1, 0], shape: shape),
            "a.dora_scale": Tensor([2, 3, 4, 5], shape: [4, 1]),
        ]
        if let alpha { tensors["a.alpha"] = Tensor([alpha], shape: []) }
        var map = LoraMap()
        map.add("a", "layer")
        let patches = try LoraFile(Source(tensors: tensors)).patches(map, strength: 0.7, shape: { _ in [4, 2] })
        let weight = Source(tensors: ["w": Tensor([1, 2, 3, 4, 5, 6, 7, 8], shape: [4, 2])])
        let own = try #require(patches.patches["diffusion_model.layer.weight"])
        let patched = try PatchedSource(weight, by: ["w": own], in: WeightRoom()).weight("w").expanded().floats
        for (a, b) in zip(patched, expected) { #expect(abs(a - b) < 1e-5) }
    }

    /// Of a layer's names that a file has the last one in ComfyUI's order counts.
    @Test func orderOfNamesOfTextEncoders() {
        let path = "text_model.encoder.layers.3.self_attn.q_proj"
        let map = LoraMap(textWeights: ["clip_g.transformer.\(path).weight"])
        let joined = LoraMap.joined(path)
        #expect(map.isBefore("text_encoders.clip_g.transformer.\(path)", "lora_te_\(joined)"))
        #expect(map.isBefore("lora_te_\(joined)", "text_encoder.\(path)"))
        #expect(map.isBefore("text_encoder.\(path)", "lora_prior_te_\(joined)"))
    }

    /// The last of a layer's names in the order of the map, whatever the file's; parts of a layer are others.
    @Test func severalNamesOfOneLayer() throws {
        var map = LoraMap()
        for name in ["b", "a"] { map.add(name, "layer") }
        map.add("part", "layer", rows: 1..<2)
        let changes = try Self.changes(
            [
                "a.diff": Tensor([1, 1], shape: [2, 1]), "b.diff": Tensor([10, 10], shape: [2, 1]),
                "part.diff": Tensor([100], shape: [1, 1]), "b.diff_b": Tensor([1000, 1000], shape: [2]),
            ], map, ["diffusion_model.layer.weight": [2, 1], "diffusion_model.layer.bias": [2]])
        #expect(changes == ["layer.weight": [1, 101], "layer.bias": [1000, 1000]])
    }

    /// Of several kinds for one layer the last in the reference's order.
    @Test func severalKindsForOneLayer() throws {
        var map = LoraMap()
        map.add("a", "layer")
        let one = Tensor([1], shape: [1, 1])
        let changes = try Self.changes(
            [
                "a.lora_A.weight": one, "a.lora_B.weight": one, "a.lokr_w1": Tensor([2], shape: [1, 1]),
                "a.lokr_w2": one,
            ], map, ["diffusion_model.layer.weight": [1, 1]])
        #expect(changes == ["layer.weight": [2]])
    }

    /// Black Forest Labs' control LoRAs: an input layer of more columns, biases, norms in the place of others.
    @Test func controlLayout() throws {
        var map = LoraMap()
        map.add("diffusion_model.img_in", "img_in")
        map["diffusion_model.single_blocks.0.norm.key_norm.scale"] = LoraTarget(
            "diffusion_model.single_blocks.0.norm.key_norm.scale")
        let changes = try Self.changes(
            [
                "img_in.lora_A.weight": Tensor([1, 2, 3], shape: [1, 3]),
                "img_in.lora_B.weight": Tensor([1, 10], shape: [2, 1]),
                "img_in.lora_B.bias": Tensor([5, 6], shape: [2]),
                "single_blocks.0.norm.key_norm.scale": Tensor([7, 8], shape: [2]),
            ], map,
            [
                "diffusion_model.img_in.weight": [2, 2], "diffusion_model.img_in.bias": [2],
                "diffusion_model.single_blocks.0.norm.key_norm.scale": [2],
            ])
        #expect(
            changes == [
                "img_in.weight": [1, 2, 3, 10, 20, 30], "img_in.bias": [5, 6],
                "single_blocks.0.norm.key_norm.scale": [7, 8],
            ])
    }

    /// USO's names, as those of the layers that they mean; what fits nothing is told by the file's own name.
    @Test func attentionProcessors() throws {
        let names = [
            "double_blocks.0.processor.qkv_lora1", "double_blocks.18.processor.qkv_lora2",
            "double_blocks.0.processor.proj_lora1", "double_blocks.0.processor.proj_lora2",
            "single_blocks.37.processor.qkv_lora", "single_blocks.37.processor.proj_lora",
        ]
        let tensors = names.flatMap { name in
            ["\(name).up.weight", "\(name).down.weight"].map { ($0, Tensor([1], shape: [1, 1])) }
        }
        let lora = LoraFile(Source(tensors: Dictionary(uniqueKeysWithValues: tensors)))
        #expect(
            lora.layers.map(\.name).sorted() == [
                "diffusion_model.double_blocks.0.img_attn.proj", "diffusion_model.double_blocks.0.img_attn.qkv",
                "diffusion_model.double_blocks.0.txt_attn.proj", "diffusion_model.double_blocks.18.txt_attn.qkv",
                "diffusion_model.single_blocks.37.linear1_qkv", "diffusion_model.single_blocks.37.linear2",
            ])
        #expect(
            try lora.patches(LoraMap(), strength: 1, shape: { _ in nil }).unused.sorted()
                == tensors.map { $0.0 }.sorted())
    }
    /// Patches of a layer, what else its file has, and that nothing stays when the patched model is gone.
    @Test func patchesAndUnusedKeys() throws {
        let model = Self.checkpoint.model
        let layer = "lora_unet_input_blocks_1_1_proj_in"
        let shape = model.weights!.shape("diffusion_model.input_blocks.1.1.proj_in.weight")!
        let lora = LoraFile(
            Source(tensors: [
                "\(layer).lora_up.weight": Tensor(repeating: 0.1, [shape[0], 2, 1, 1]),
                "\(layer).lora_down.weight": Tensor(repeating: 0.1, [2, shape[1], 1, 1]),
                "\(layer).alpha": Tensor(repeating: 1, []),
                "lora_unet_conv_in.diff_b": Tensor(repeating: 1, [32]),
                "lora_unet_conv_out.diff_b": Tensor(repeating: 1, [7]),
                "lora_te_text_model_encoder_layers_0_mlp_fc1.diff": Tensor(repeating: 1, [3]),
                "other": Tensor(repeating: 1, [1]),
            ]))
        let patches = try lora.patches(
            model.loraMap, strength: 0.5, shape: { model.weights!.shape($0) }, isWanted: { !LoraMap.isOfText($0) })
        #expect(patches.unused == ["other", "lora_unet_conv_out.diff_b"])
        #expect(
            patches.patches.keys.sorted() == [
                "diffusion_model.input_blocks.0.0.bias", "diffusion_model.input_blocks.1.1.proj_in.weight",
            ])
        let patched = try model.patched(by: patches.patches, Self.compute)
        let name = "diffusion_model.input_blocks.1.1.proj_in.weight"
        let (old, new) = (try model.weights!.weight(name).expanded(), try patched.weights!.weight(name).expanded())
        let change: Float = 0.005
        for (a, b) in zip(old.floats, new.floats) { #expect(abs(b - a - change) < 1e-6) }
        let inputs = NetworkInputs(context: Tensor(repeating: 0.1, [1, 4, 64]))
        let x = Tensor(repeating: 0.5, [1, 4, 8, 8])
        let plain = try model.denoised(x, sigma: 1, inputs, Self.compute).floats
        #expect(try patched.denoised(x, sigma: 1, inputs, Self.compute).floats != plain)
        #expect(try model.denoised(x, sigma: 1, inputs, Self.compute).floats == plain)
    }
}
