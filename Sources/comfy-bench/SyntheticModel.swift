internal import Glibc
internal import SyntheticModels

/// A model of full size with random weights, made when it is asked for the first time and kept in the folder for temporary
/// files.
struct SyntheticModel: Sendable {
    /// Of its file.
    let name: String
    /// Where ComfyUI keeps such models.
    private let category: String
    private let write: @Sendable (_ path: String) throws -> Void

    /// Stable Diffusion 1.5, whole, in fp16.
    static let sd15 = SyntheticModel("sd1_random_fp16.safetensors") { try SyntheticLayout.sd1.write(to: $0) }
    /// SDXL's UNet alone, in fp16.
    static let sdxlUNet = SyntheticModel("sdxl_unet_random_fp16.safetensors") {
        try SyntheticLayout.sdxlUNet.write(to: $0)
    }
    /// SDXL, whole, in fp16.
    static let sdxl = SyntheticModel("sdxl_random_fp16.safetensors") { try SyntheticLayout.sdxl.write(to: $0) }
    /// Stable Diffusion 2 as SD-Turbo has it, whole, in fp16.
    static let sdTurbo = SyntheticModel("sd_turbo_random_fp16.safetensors") { try SyntheticLayout.sd2.write(to: $0) }
    /// The halves of TAESD for a family's latents, by which its files are called.
    static func tiny(_ name: String) -> [SyntheticModel] {
        [
            SyntheticModel("\(name)_encoder.safetensors", "vae_approx") {
                try SyntheticLayout.tinyEncoder.write(to: $0)
            },
            SyntheticModel("\(name)_decoder.safetensors", "vae_approx") {
                try SyntheticLayout.tinyDecoder.write(to: $0)
            },
        ]
    }

    /// The blocks of a transformer that are measured, or all.
    static func transformer(
        _ name: String, _ model: TransformerModel, _ depth: TransformerModel.Depth, _ storage: SyntheticStorage
    ) -> SyntheticModel {
        stored(
            "\(name)_\(depth.description)", "diffusion_models", model.layout(depth, storage), model.architecture,
            storage)
    }

    /// The text encoder of klein and Z-Image.
    static func qwen3(_ storage: SyntheticStorage) -> SyntheticModel {
        stored("qwen3_4b", "text_encoders", .qwen3(storage), "qwen3", storage)
    }

    /// Their autoencoders.
    static func autoencoder(folded: Bool) -> SyntheticModel {
        stored(
            folded ? "flux2_vae" : "flux_vae", "vae", folded ? .flux2Autoencoder : .fluxAutoencoder, "", .bf16)
    }

    private static func stored(
        _ name: String, _ category: String, _ layout: SyntheticLayout, _ architecture: String,
        _ storage: SyntheticStorage
    ) -> SyntheticModel {
        let name = "\(name)_random_\(storage.rawValue)"
        guard storage.isInBlocks else {
            return SyntheticModel("\(name).safetensors", category) { try layout.write(to: $0) }
        }
        return SyntheticModel("\(name).gguf", category) {
            try layout.writeGGUF(to: $0, architecture: architecture, storage)
        }
    }

    private init(
        _ name: String, _ category: String = "checkpoints", write: @escaping @Sendable (_ path: String) throws -> Void
    ) {
        (self.name, self.category, self.write) = (name, category, write)
    }

    /// Where the models are kept, in folders of their categories.
    static var folder: String {
        get throws(BenchError) { "\(try TemporaryFolder.parent)/libcomfy-bench-\(getuid())/models" }
    }

    /// Makes the file unless it is there, and reads it so that it lies in the page cache.
    ///
    /// - Returns: its path.
    @discardableResult
    func prepare() throws -> String {
        let path = "\(try Self.folder)/\(category)/\(name)"
        func failure() -> BenchError { BenchError("\(path): \(String(cString: strerror(errno)))") }
        if access(path, R_OK) != 0 {
            print("making \(path)")
            let partial = "\(path).\(getpid())"
            InterruptionCleanup.remove(partial)
            defer {
                unlink(partial)
                InterruptionCleanup.forget(partial)
            }
            try write(partial)
            guard rename(partial, path) == 0 else { throw failure() }
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while read(descriptor, &buffer, buffer.count) > 0 {}
        return path
    }
}

extension Options.Model {
    /// A file with its UNet, of a model that has one.
    var network: SyntheticModel {
        switch self {
        case .sdTurbo: .sdTurbo
        case .sdxl: .sdxlUNet
        default: .sd15
        }
    }

    /// Its whole file.
    var checkpoint: SyntheticModel { self == .sdxl ? .sdxl : network }

    /// The TAESD of its latents, as VAELoader calls it.
    var tinyAutoencoder: String { self == .sdxl ? "taesdxl" : "taesd" }
}
