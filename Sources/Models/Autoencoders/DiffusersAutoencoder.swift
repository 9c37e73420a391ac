internal import Tensors

/// The names of an autoencoder's tensors in Hugging Face's diffusers (`AutoencoderKL`), and what they are called in the
/// original layout. Facts from diffusers' scripts/convert_diffusers_to_original_stable_diffusion.py.
enum DiffusersAutoencoder {
    /// The file's tensors under their original names.
    static func renamed(_ source: any WeightSource) -> RenamedSource {
        let levels = Set(source.names.compactMap { upLevel($0) }).count
        return RenamedSource(source) { originalName($0, levels: levels) }
    }

    /// 2 for `decoder.up_blocks.2....`
    private static func upLevel(_ name: String) -> Int? {
        let parts = name.split(separator: ".")
        return parts.count > 2 && parts[0] == "decoder" && parts[1] == "up_blocks" ? Int(parts[2]) : nil
    }

    /// E.g. `decoder.up_blocks.0.resnets.1.conv1.weight` is `decoder.up.3.block.1.conv1.weight` where there are 4 levels.
    private static func originalName(_ name: String, levels: Int) -> String {
        var parts = name.split(separator: ".").map(String.init)
        guard parts.count > 2, parts[0] == "encoder" || parts[0] == "decoder" else { return name }
        switch parts[1] {
        case "conv_norm_out": parts[1] = "norm_out"
        case "mid_block" where parts.count > 4:
            guard let index = Int(parts[3]), (0..<2).contains(index) else { break }
            if parts[2] == "resnets" {
                parts.replaceSubrange(1...3, with: ["mid", "block_\(index + 1)"])
            } else if parts[2] == "attentions" {
                parts = attention(Array(parts[0..<1]) + ["mid", "attn_1"], parts[4...])
            }
        case "down_blocks" where parts.count > 4, "up_blocks" where parts.count > 4:
            guard let level = Int(parts[2]), (0..<levels).contains(level) || parts[1] == "down_blocks" else { break }
            let isUp = parts[1] == "up_blocks"
            // levels are counted from the other end on the way up
            parts[1] = isUp ? "up" : "down"
            parts[2] = String(isUp ? levels - 1 - level : level)
            switch parts[3] {
            case "resnets": parts[3] = "block"
            case "downsamplers": parts.replaceSubrange(3...4, with: ["downsample"])
            case "upsamplers": parts.replaceSubrange(3...4, with: ["upsample"])
            default: break
            }
        default: break
        }
        if let at = parts.firstIndex(of: "conv_shortcut") { parts[at] = "nin_shortcut" }
        return parts.joined(separator: ".")
    }

    private static func attention(_ path: [String], _ rest: ArraySlice<String>) -> [String] {
        let names = [
            ["group_norm"]: "norm", ["query"]: "q", ["key"]: "k", ["value"]: "v", ["to_q"]: "q", ["to_k"]: "k",
            ["to_v"]: "v", ["to_out", "0"]: "proj_out", ["proj_attn"]: "proj_out",
        ]
        let layer = Array(rest.dropLast())
        return path + (names[layer].map { [$0] } ?? layer) + rest.suffix(1)
    }
}
