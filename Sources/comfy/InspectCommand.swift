internal import Formats
internal import System
internal import Tensors

/// `comfy inspect`
struct InspectCommand {
    private let arguments: Arguments

    init(_ words: [String]) throws(UsageError) {
        arguments = try Arguments(words, flags: ["--json"], positional: 1...1)
    }

    func run() throws -> Int32 {
        let file = try SafetensorsFile(path: arguments.positional[0])
        let report = Self.report(file)
        if arguments.has("--json") {
            try Terminal.print(JSON.object(report).serialized())
            return 0
        }
        try Terminal.print("\(file.name): \(report["type"]?.string ?? "")")
        for (name, part) in report["parts"]?.object ?? [:] {
            let types = (part["dtypes"]?.object ?? [:]).map { "\($0.key) x \($0.value.int ?? 0)" }.joined(
                separator: ", ")
            let megabytes = ((part["bytes"]?.number ?? 0) / 1e5).rounded() / 10
            try Terminal.print(
                "  \(name): \(part["tensors"]?.int ?? 0) tensors, \(part["parameters"]?.int ?? 0) parameters, "
                    + "\(megabytes) MB (\(types))")
        }
        for (key, value) in report["shape"]?.object ?? [:] { try Terminal.print("  \(key): \(value.serialized())") }
        for (key, value) in report["metadata"]?.object ?? [:] {
            let text = value.string ?? ""
            try Terminal.print("  metadata \(key): \(text.count > 200 ? text.prefix(200) + "..." : text[...])")
        }
        return 0
    }

    private static let parts = [
        ("unet", "model.diffusion_model."), ("text encoder", "cond_stage_model."), ("vae", "first_stage_model."),
    ]

    /// {"type", "parts": {part: {"tensors", "parameters", "bytes", "dtypes"}}, "shape", "metadata"}
    static func report(_ file: any WeightSource) -> JSONObject {
        struct Part {
            var tensors = 0
            var parameters = 0
            var bytes = 0
            var types: [String: Int] = [:]
        }
        var found: [String: Part] = [:]
        for name in file.names {
            guard let info = file.info(name) else { continue }
            let key = parts.first { name.hasPrefix($0.1) }?.0 ?? "other"
            found[key, default: Part()].tensors += 1
            found[key]?.bytes += info.byteCount
            found[key]?.parameters += info.count
            found[key]?.types[info.format.name, default: 0] += 1
        }
        var members = JSONObject()
        for key in parts.map(\.0) + ["other"] {
            guard let part = found[key] else { continue }
            var types = JSONObject()
            for (type, count) in part.types.sorted(by: { $0.key < $1.key }) { types[type] = .int(Int128(count)) }
            members[key] = [
                "tensors": .int(Int128(part.tensors)), "parameters": .int(Int128(part.parameters)),
                "bytes": .int(Int128(part.bytes)), "dtypes": .object(types),
            ]
        }
        var metadata = JSONObject()
        for (key, value) in file.metadata.sorted(by: { $0.key < $1.key }) { metadata[key] = .string(value) }
        return [
            "file": .string(file.name), "type": .string(type(file)), "parts": .object(members),
            "shape": .object(shape(file)), "metadata": .object(metadata),
        ]
    }

    private static func has(_ file: any WeightSource, _ name: String) -> Bool { file.info(name) != nil }

    /// What the key layout says.
    private static func type(_ file: any WeightSource) -> String {
        let unet = "model.diffusion_model."
        if has(file, unet + "input_blocks.0.0.weight") {
            return has(file, unet + "label_emb.0.0.weight")
                ? "Stable Diffusion XL checkpoint (not supported yet)" : "Stable Diffusion 1.x checkpoint"
        }
        if has(file, "decoder.conv_in.weight") || has(file, "first_stage_model.decoder.conv_in.weight") {
            return "autoencoder"
        }
        if has(file, "latent_tensor") { return "latent" }
        return "not recognised"
    }

    /// Sizes that the networks are built by.
    private static func shape(_ file: any WeightSource) -> JSONObject {
        var result = JSONObject()
        func note(_ key: String, _ tensor: String, _ axis: Int) {
            if let shape = file.info(tensor)?.shape, shape.indices.contains(axis) {
                result[key] = .int(Int128(shape[axis]))
            }
        }
        let unet = "model.diffusion_model."
        note("model channels", unet + "input_blocks.0.0.weight", 0)
        note("latent channels", unet + "input_blocks.0.0.weight", 1)
        if let context = file.names.first(where: { $0.hasPrefix(unet) && $0.hasSuffix("attn2.to_k.weight") }) {
            note("context width", context, 1)
        }
        let text = "cond_stage_model.transformer.text_model."
        note("text vocabulary", text + "embeddings.token_embedding.weight", 0)
        note("text width", text + "embeddings.token_embedding.weight", 1)
        let layers = Set(
            file.names.filter { $0.hasPrefix(text + "encoder.layers.") }
                .compactMap { $0.dropFirst((text + "encoder.layers.").count).split(separator: ".").first })
        if !layers.isEmpty { result["text layers"] = .int(Int128(layers.count)) }
        note("vae channels", "first_stage_model.decoder.conv_out.weight", 1)
        return result
    }
}
