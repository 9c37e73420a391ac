internal import Tensors

/// How a CLIP text encoder's tensors are named.
enum CLIPLayout: Sendable {
    /// Hugging Face's `CLIPTextModel`.
    case huggingFace
    /// mlfoundations/open_clip (src/open_clip/transformer.py).
    case openCLIP

    /// What lies at the root of one.
    var roots: Set<String> {
        switch self {
        case .huggingFace: ["embeddings", "encoder", "final_layer_norm"]
        case .openCLIP: ["positional_embedding", "token_embedding", "transformer", "ln_final"]
        }
    }

    /// The table of tokens' vectors.
    var tokenTable: String {
        switch self {
        case .huggingFace: "embeddings.token_embedding.weight"
        case .openCLIP: "token_embedding.weight"
        }
    }

    /// The path of the numbered layers.
    var layers: String {
        switch self {
        case .huggingFace: "encoder.layers"
        case .openCLIP: "transformer.resblocks"
        }
    }

    /// A file's tensors behind `prefix` in Hugging Face's layout.
    func reader(
        _ file: any WeightSource, _ prefix: String, _ compute: Compute, _ room: WeightRoom
    ) -> WeightReader {
        // ComfyUI keeps text encoders on a CPU in fp16 and computes in f32
        switch self {
        case .huggingFace:
            WeightReader(
                Self.besideProjection(file, prefix) ?? file, prefix: prefix, compute: compute, room: room,
                roundedTo: .f16)
        case .openCLIP:
            WeightReader(OpenCLIPNames.renamed(file, prefix), compute: compute, room: room, roundedTo: .f16)
        }
    }

    /// Hugging Face keeps the projection of the pooled output beside `text_model`, not in it, and what older versions of
    /// ComfyUI's CLIPSave wrote has it the other way round and without `.weight`: a file in which it is there; nil if it
    /// has none.
    private static func besideProjection(_ file: any WeightSource, _ prefix: String) -> RenamedSource? {
        guard prefix.hasSuffix("text_model.") else { return nil }
        let plain = String(prefix.dropLast("text_model.".count)) + "text_projection"
        let names = [plain, plain + ".weight"]
        guard let name = names.first(where: { file.info($0)?.shape.count == 2 }) else { return nil }
        var origins: [String: RenamedSource.Origin] = [:]
        for other in file.names where !names.contains(other) { origins[other] = .init(other) }
        origins[prefix + "text_projection.weight"] = .init(name, isTransposed: name == plain)
        return RenamedSource(file, origins)
    }
}
