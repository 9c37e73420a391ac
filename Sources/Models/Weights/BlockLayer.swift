internal import System

/// Tells the layers that the blocks of a network consist of from those before, behind and beside all blocks, by their names:
/// the former may be rounded to integers of 8 bits, since each of them only adds to what goes past it.
enum BlockLayer {
    /// Numbered lists of what is no block: what modulates all of Chroma's blocks, what takes in the text for each of
    /// HiDream's, and what makes weights of the picture in Chroma Radiance.
    private static let others: Set<Substring> = ["distilled_guidance_layer", "caption_projection", "nerf_blocks"]

    /// Of a block, what takes in the time, and what stands for the way past it. Modulations have a name with `mod`.
    private static let exceptions: Set<Substring> = ["emb_layers", "norm1", "skip_connection"]

    /// - Parameter path: of a layer, as in `double_blocks.3.img_attn.qkv`; it may end with a dot.
    static func contains(_ path: String) -> Bool {
        let parts = path.split(separator: ".")
        // a number behind which more follows counts blocks
        guard let block = parts.dropLast().firstIndex(where: { $0.utf8.allSatisfy { (48...57).contains($0) } }) else {
            return false
        }
        return !parts[..<block].contains { others.contains($0) }
            && !parts[block...].contains { exceptions.contains($0) || $0.contains(text: "mod") }
    }
}
