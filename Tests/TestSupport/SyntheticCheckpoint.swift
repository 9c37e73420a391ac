internal import Formats
internal import Glibc
internal import Synchronization
internal import SyntheticModels
import System

/// Model files of random weights, made once and kept in a temporary folder.
package enum SyntheticCheckpoint {
    package enum Kind: String, Sendable {
        /// A full text encoder and autoencoder with a UNet of two levels. 628 MB.
        case sd1Small = "checkpoints/sd1_small_random_fp16.safetensors"
        /// A textual inversion of three vectors.
        case embedding = "embeddings/ti_random.safetensors"
        /// A LoRA for that one. 2.4 MB.
        case loraSmall = "loras/lora_sd1_small_random.safetensors"
        /// Every part as narrow as the layout allows: quick, and an image of nothing.
        case tiny = "checkpoints/tiny_random_fp16.safetensors"
        /// Stable Diffusion 1.x in full. 2.1 GB.
        case sd1 = "checkpoints/sd1_random_fp16.safetensors"
        /// SDXL with full text encoders and autoencoder and a small UNet. 2.2 GB.
        case sdxlSmall = "checkpoints/sdxl_small_random_fp16.safetensors"
        /// SDXL's layout as narrow as that allows.
        case sdxlTiny = "checkpoints/sdxl_tiny_random_fp16.safetensors"
        /// Stable Diffusion 2, predicting velocity, with full text encoder and autoencoder and a small UNet. 1.1 GB.
        case sd2Small = "checkpoints/sd2_v_small_random_fp16.safetensors"
        /// Stable Diffusion 2's layout as narrow as that allows.
        case sd2Tiny = "checkpoints/sd2_tiny_random_fp16.safetensors"
        /// Networks of the transformer families, a few blocks each. 8 to 34 MB.
        case zImage = "diffusion_models/z_image_s.safetensors"
        case lumina2 = "diffusion_models/lumina2_s.safetensors"
        case fluxDev = "diffusion_models/flux_dev_s.safetensors"
        case fluxSchnell = "diffusion_models/flux_schnell_s.safetensors"
        case fluxFill = "diffusion_models/flux_fill_s.safetensors"
        case klein = "diffusion_models/klein_s.safetensors"
        case qwenImage = "diffusion_models/qwen_image_s.safetensors"
        case sd35 = "diffusion_models/sd35m_s.safetensors"
        case chroma = "diffusion_models/chroma_s.safetensors"
        case pixArt = "diffusion_models/pixart_s.safetensors"
        case auraFlow = "diffusion_models/aura_s.safetensors"
        case hiDream = "diffusion_models/hidream_s.safetensors"
        case omniGen2 = "diffusion_models/omnigen2_s.safetensors"
        /// Their autoencoders, narrow. 14 to 21 MB.
        case vae16 = "vae/vae16_s.safetensors"
        case flux2VAE = "vae/vae_flux2_s.safetensors"
        case wanVAE = "vae/wan21_vae_s.safetensors"
        /// Their text encoders, all layers of narrow ones. 8 to 70 MB.
        case clipL = "text_encoders/clip_l_s.safetensors"
        case clipG = "text_encoders/clip_g_s.safetensors"
        case t5XXL = "text_encoders/t5xxl_s.safetensors"
        case t5XL = "text_encoders/t5xl_s.safetensors"
        case t5Old = "text_encoders/t5old_s.safetensors"
        case umt5 = "text_encoders/umt5xxl_s.safetensors"
        /// T5-XXL of its full width. 158 MB.
        case t5XXLWide = "text_encoders/t5xxl_w4096_s.safetensors"
        case fluxCheckpoint = "checkpoints/flux_ckpt_s.safetensors"
        case sd3Checkpoint = "checkpoints/sd3_ckpt_s.safetensors"
        case sd35Wide = "diffusion_models/sd35_adm2048_s.safetensors"
        case sigLIP = "clip_vision/siglip_s.safetensors"
        case redux = "style_models/redux_s.safetensors"
        case fluxLora = "loras/flux_lora_diffusers_s.safetensors"
        case zImageLora = "loras/z_image_lora_s.safetensors"
        case kleinLora = "loras/klein_lora_s.safetensors"
        case qwenImageLora = "loras/qwen_lora_s.safetensors"
        /// Language models as text encoders, all layers of a narrow one. 12 to 29 MB.
        case qwen3 = "text_encoders/qwen3_s.safetensors"
        case qwen25 = "text_encoders/qwen25_7b_s.safetensors"
        case qwen25Of36 = "text_encoders/qwen25_3b_s.safetensors"
        case gemma2 = "text_encoders/gemma2_s.safetensors"
        case llama3 = "text_encoders/llama3_s.safetensors"
        /// What the tests' prompts need of Llama 3's vocabulary. 4 MB.
        case llama3Vocabulary = "text_encoders/llama3_tokenizer.model"
    }

    /// A models folder that holds the files of these kinds, e.g. `.../checkpoints/sd1_small_random_fp16.safetensors`.
    package static func modelsFolder(_ kinds: Kind...) -> String { modelsFolder(kinds) }

    package static func modelsFolder(_ kinds: [Kind]) -> String {
        for kind in kinds { _ = path(kind) }
        return folder
    }

    /// The file's path.
    package static func path(_ kind: Kind) -> String {
        let path = "\(folder)/\(kind.rawValue)"
        lock.withLock { _ in
            if access(path, R_OK) != 0 { try! write(kind, to: path) }
        }
        return path
    }

    /// The same folder, with the files of these of `Fixtures/layouts` too.
    package static func modelsFolder(_ kinds: [Kind], layouts: [String]) -> String {
        for name in layouts {
            let (place, layout) = SyntheticLayout.parsing(Fixtures.text("layouts/\(name).txt"))
            let path = "\(folder)/\(place)"
            lock.withLock { _ in
                if access(path, R_OK) != 0 { try! write(layout, place, to: path) }
            }
        }
        return modelsFolder(kinds)
    }

    private static let lock = Mutex(())
    private static let folder: String = {
        let temporary = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        // the version: raise it when a layout here changes
        return "\(temporary)/libcomfy-synthetic-1-\(getuid())"
    }()

    private static func write(_ kind: Kind, to path: String) throws {
        let layout: SyntheticLayout? =
            switch kind {
            case .sd1Small:
                SyntheticLayout.checkpoint(.init(channels: 320), text: (768, 12), autoencoder: (128, [1, 2, 4, 4], 2))
            case .tiny:
                SyntheticLayout.checkpoint(
                    .init(channels: 32, context: 64), text: (64, 2), autoencoder: (32, [1, 1, 1, 1], 1))
            case .sd1: SyntheticLayout.sd1
            case .sdxlSmall: SyntheticLayout.sdxlSmall
            case .sdxlTiny:
                SyntheticLayout.xl(
                    .init(channels: 64, context: 128, depths: [0, 2], vector: 64 + 6 * 256), texts: ((64, 3), (64, 3)),
                    autoencoder: (32, [1, 1, 1, 1], 1))
            case .sd2Small: SyntheticLayout.sd2Small
            case .sd2Tiny:
                SyntheticLayout.velocity(
                    .init(
                        channels: 64, multipliers: [1, 1, 1, 1], context: 64, blocks: 2, hasLinearTransformers: true),
                    text: (64, 3), autoencoder: (32, [1, 1, 1, 1], 1))
            case .embedding: SyntheticLayout.embedding()
            case .zImage: SyntheticLayout.zImageSmall
            case .lumina2: SyntheticLayout.lumina2Small
            case .fluxDev: SyntheticLayout.fluxDevSmall
            case .fluxSchnell: SyntheticLayout.fluxSchnellSmall
            case .fluxFill: SyntheticLayout.fluxFillSmall
            case .klein: SyntheticLayout.kleinSmall
            case .qwenImage: SyntheticLayout.qwenImageSmall
            case .sd35: SyntheticLayout.sd35Small
            case .chroma: SyntheticLayout.chromaSmall
            case .pixArt: SyntheticLayout.pixArtSmall
            case .auraFlow: SyntheticLayout.auraFlowSmall
            case .hiDream: SyntheticLayout.hiDreamSmall
            case .omniGen2: SyntheticLayout.omniGen2Small
            case .vae16: SyntheticLayout.autoencoder16Small
            case .flux2VAE: SyntheticLayout.flux2AutoencoderSmall
            case .wanVAE: SyntheticLayout.wanAutoencoderSmall
            case .clipL: SyntheticLayout.clipLSmall
            case .clipG: SyntheticLayout.clipGSmall
            case .t5XXL: SyntheticLayout.t5XXLSmall
            case .t5XL: SyntheticLayout.t5XLSmall
            case .t5Old: SyntheticLayout.t5OldSmall
            case .umt5: SyntheticLayout.umt5Small(Fixtures.bytes("tokens/umt5_like.model"))
            case .t5XXLWide: SyntheticLayout.t5XXLWide
            case .fluxCheckpoint: SyntheticLayout.fluxCheckpointSmall
            case .sd3Checkpoint: SyntheticLayout.sd3CheckpointSmall
            case .sd35Wide: SyntheticLayout.sd35WideSmall
            case .sigLIP: SyntheticLayout.sigLIPSmall
            case .redux: SyntheticLayout.reduxSmall
            case .fluxLora: SyntheticLayout.fluxLoraSmall
            case .zImageLora: SyntheticLayout.zImageLoraSmall
            case .kleinLora: SyntheticLayout.kleinLoraSmall
            case .qwenImageLora: SyntheticLayout.qwenImageLoraSmall
            case .qwen3: SyntheticLayout.qwen3Small
            case .qwen25: SyntheticLayout.qwen25Small
            case .qwen25Of36: SyntheticLayout.qwen25Of36Small
            case .gemma2: SyntheticLayout.gemma2Small(Fixtures.bytes("tokens/gemma_like.model"))
            case .llama3: SyntheticLayout.llama3Small
            case .llama3Vocabulary: nil
            case .loraSmall: SyntheticLayout.loraSmall
            }
        guard let layout else { return try Llama3Vocabulary.write(to: path) }
        try write(layout, kind.rawValue, to: path)
    }

    private static func write(_ layout: SyntheticLayout, _ place: String, to path: String) throws {
        let temporary = "\(path).\(getpid())"
        var digest = SHA256()
        try layout.write(to: temporary) { digest.update($0) }
        // what the reference was measured with
        let sum = digest.finish()
        for manifest in ["reference/goldens/manifest.json", "reference/dit/manifest.json"] {
            let manifest = try JSON(parsing: Fixtures.text(manifest))
            if let expected = manifest["model_files"]?[place]?["sha256"]?.string, expected != sum {
                unlink(temporary)
                fatalError("\(path) is not the reference's file")
            }
        }
        guard rename(temporary, path) == 0 else { fatalError("cannot write \(path)") }
    }
}
