package import Tensors
internal import Tokenizers

/// Stable Diffusion 3's three: the CLIPs' outputs side by side and as wide as T5's, then T5's tokens (Esser et al. 2024,
/// arXiv 2403.03206, figure 2). In the place of what is missing there are zeros.
package final class StableDiffusion3TextEncoder: TextEncoder {
    private let l: CLIPTextEncoder?
    private let g: CLIPTextEncoder?
    private let t5: T5TextEncoder?

    package let weights: PatchableWeights<any TextEncoder>?
    package let room: WeightRoom
    package var byteCount: Int { (l?.byteCount ?? 0) + (g?.byteCount ?? 0) + (t5?.byteCount ?? 0) }

    /// Widths of those that are missing.
    private static let (widthL, widthG, widthT5) = (768, 1280, 4096)
    /// Tokens of a prompt for which no encoder is there.
    private static let usualLength = 77

    /// Some that share a room.
    init(
        l: CLIPTextEncoder?, g: CLIPTextEncoder?, t5: T5TextEncoder?, _ weights: PatchableWeights<any TextEncoder>?,
        _ room: WeightRoom
    ) {
        (self.l, self.g, self.t5, self.weights, self.room) = (l, g, t5, weights, room)
    }

    package func encode(
        _ prompt: Prompt, layer: Int?, embedding: EmbeddingLookup, _ compute: Compute
    ) throws -> EncodedPrompt {
        var clips: EncodedPrompt?
        if !prompt.withoutTokens.isSuperset(of: ["l", "g"]) {
            clips = try encodeCLIPs(prompt, layer, embedding, compute)
        }
        let text = try t5?.encode(prompt, layer: layer, embedding: embedding, compute)
        let width = t5?.width ?? Self.widthT5
        var parts: [Tensor] = []
        if let hidden = clips?.hidden, hidden.count > 0 { parts.append(try widened(hidden, to: width, compute)) }
        if let text { parts.append(text.hidden.reshaped(Array(text.hidden.shape.dropFirst()))) }
        let hidden = parts.isEmpty ? Tensor(zeros: [Self.usualLength, width]) : Tensor.concatenated(parts)
        var result = EncodedPrompt(
            hidden: hidden.reshaped([1] + hidden.shape),
            pooled: clips?.pooled ?? Tensor(zeros: [1, Self.widthL + Self.widthG]))
        result.addMissing(clips?.missingEmbeddings ?? [])
        result.addMissing(text?.missingEmbeddings ?? [])
        return result
    }

    /// [1, T, D] -> [T, width], zeros behind what there is
    private func widened(_ hidden: Tensor, to width: Int, _ compute: Compute) throws -> Tensor {
        let (length, own) = (hidden.shape[1], hidden.shape[2])
        guard own <= width else {
            throw ModelError(.badInput, "CLIPs of a width of \(own) beside a T5 of \(width)")
        }
        let rows = hidden.reshaped([length, own])
        return own == width ? rows : try compute.concatChannels(rows, Tensor(zeros: [length, width - own]))
    }

    /// Both CLIPs' outputs. A missing first one's place is as wide as that of the models' own, a missing second one's is
    /// left to what widens all. Nothing is hidden where both are missing.
    private func encodeCLIPs(
        _ prompt: Prompt, _ layer: Int?, _ embedding: EmbeddingLookup, _ compute: Compute
    ) throws -> EncodedPrompt {
        let encoders = [l, g]
        var tokens = try encoders.map { try $0?.tokens(prompt, embedding) }
        let longest = tokens.compactMap { $0?.chunks.count }.max() ?? 0
        for (index, encoder) in encoders.enumerated() {
            guard let encoder, let own = tokens[index]?.chunks, prompt.isDivided else { continue }
            tokens[index]!.chunks += Array(repeating: encoder.emptyChunk, count: longest - own.count)
        }
        var hidden: [Tensor] = []
        var pooled: [Tensor] = []
        for (index, encoder) in encoders.enumerated() {
            guard let encoder, let chunks = tokens[index]?.chunks else {
                pooled.append(Tensor(zeros: [1, index == 0 ? Self.widthL : Self.widthG]))
                continue
            }
            let encoded = try encoder.encode(chunks, layer: layer, compute)
            hidden.append(encoded.hidden)
            pooled.append(encoded.pooled)
        }
        let length = hidden.map { $0.shape[1] }.min() ?? 0
        var rows = hidden.map { $0.reshaped(Array($0.shape.dropFirst())).slice(0..<length) }
        if l == nil, length > 0 { rows.insert(Tensor(zeros: [length, Self.widthL]), at: 0) }
        let joined =
            rows.count == 2 ? try compute.concatChannels(rows[0], rows[1]) : rows.first ?? Tensor(zeros: [0, 0])
        var result = EncodedPrompt(
            hidden: joined.reshaped([1] + joined.shape), pooled: try compute.concatChannels(pooled[0], pooled[1]))
        for own in tokens { result.addMissing(own?.missingEmbeddings ?? []) }
        return result
    }
}
