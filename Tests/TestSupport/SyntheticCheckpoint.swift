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

    private static let lock = Mutex(())
    private static let folder: String = {
        let temporary = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        // the version: raise it when a layout here changes
        return "\(temporary)/libcomfy-synthetic-1-\(getuid())"
    }()

    private static func write(_ kind: Kind, to path: String) throws {
        let layout =
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
            }
        let temporary = "\(path).\(getpid())"
        var digest = SHA256()
        try layout.write(to: temporary) { digest.update($0) }
        // what the reference was measured with
        let manifest = try JSON(parsing: Fixtures.text("reference/goldens/manifest.json"))
        if let expected = manifest["model_files"]?[kind.rawValue]?["sha256"]?.string, expected != digest.finish() {
            unlink(temporary)
            fatalError("\(path) is not the reference's file")
        }
        guard rename(temporary, path) == 0 else { fatalError("cannot write \(path)") }
    }
}
