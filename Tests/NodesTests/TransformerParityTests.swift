import TestSupport
import Testing

@testable import Nodes

/// The reference's graphs of the transformer families, on the reference's own models: latents within 1e-3 of ComfyUI's
/// (they are about 1e-5 off).
@Suite(.serialized) struct TransformerParityTests {
    /// A workflow and the models that it names.
    struct Row: Sendable, CustomTestStringConvertible {
        let workflow: String
        let kinds: [SyntheticCheckpoint.Kind]
        var testDescription: String { workflow }

        init(_ workflow: String, _ kinds: SyntheticCheckpoint.Kind...) {
            (self.workflow, self.kinds) = (workflow, kinds)
        }
    }

    static let rows = [
        Row("flux_dev", .fluxDev, .clipL, .t5XXL, .vae16),
        Row("flux_schnell", .fluxSchnell, .clipL, .t5XXL, .vae16),
        Row("flux_checkpoint", .fluxCheckpoint),
        Row("flux_fill", .fluxFill, .clipL, .t5XXL, .vae16),
        Row("flux_kontext", .fluxDev, .clipL, .t5XXL, .vae16),
        Row("flux_redux", .fluxDev, .clipL, .t5XXL, .vae16, .sigLIP, .redux),
        Row("flux_lora_diffusers", .fluxDev, .clipL, .t5XXL, .fluxLora),
        Row("fp8", .fluxDev, .clipL, .t5XXL),
        Row("chroma", .chroma, .t5XXL, .vae16),
        Row("chroma_style", .chroma, .t5XXL, .vae16, .sigLIP, .redux),
        Row("pixart", .pixArt, .t5XXL),
        Row("hidream", .hiDream, .clipL, .clipG, .t5XXL, .llama3, .llama3Vocabulary, .vae16),
        Row("omnigen2", .omniGen2, .qwen25Of36, .vae16),
        Row("sd3_checkpoint", .sd3Checkpoint),
        Row("sd3_encoders", .sd35, .sd35Wide, .clipL, .clipG, .t5XXLWide),
        Row("sd35", .sd35, .clipL, .clipG, .t5XXLWide, .vae16),
        Row("sd35_img", .sd35, .clipL, .clipG, .t5XXLWide, .vae16),
        Row("z_image", .zImage, .qwen3, .vae16),
        Row("z_image_lora", .zImage, .qwen3, .zImageLora),
        Row("klein", .klein, .qwen3, .flux2VAE),
        Row("klein_lora", .klein, .qwen3, .kleinLora),
        Row("lumina2", .lumina2, .gemma2, .vae16),
        Row("qwen_image", .qwenImage, .qwen25, .wanVAE),
        Row("qwen_edit", .qwenImage, .qwen25, .wanVAE),
        Row("scale_rope", .zImage, .qwen3, .fluxDev, .clipL, .t5XXL, .vae16),
        Row("z_image_references", .zImage, .qwen3, .vae16),
        Row("other_text_encoders", .fluxDev, .t5XXL, .sd35, .t5XXLWide, .qwenImage, .qwen25),
        Row("qwen_lora", .qwenImage, .qwen25, .qwenImageLora),
    ]

    @Test(arguments: rows) func matchesTheReference(_ row: Row) throws {
        let root = Fixtures.path("reference/dit")
        let kept = try Parity.latentNames(row.workflow, in: root)
        let report = try Parity.compare(row.workflow, on: row.kinds, where: kept.contains, root: root)
        #expect(Set(report.latents.keys) == kept)
        for (key, difference) in report.latents {
            #expect(difference < 1e-3, "\(row.workflow)/\(key): \(difference)")
        }
    }

    /// Autoencoders of films work on tiles once, and on all frames of a tile.
    @Test func filmsInTiles() throws {
        let report = try Parity.compare(
            "tiled", on: [.vae16, .flux2VAE, .wanVAE], where: { $0.hasPrefix("wan21_") },
            root: Fixtures.path("reference/dit"))
        #expect(try #require(report.latents["wan21_encoded"]) < 1e-4)
        let picture = try #require(report.pictures["wan21_decoded_img_00001_.png"])
        #expect(picture.share < 0.001 && picture.most <= 3)
    }
}
