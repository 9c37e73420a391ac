import Formats
import Tensors
import TestSupport
import Testing

@testable import Models

/// The transformers' autoencoders against what ComfyUI gave for the same files. Of decoded pictures the reference kept
/// every third value.
@Suite(.serialized) struct TransformerAutoencoderTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let kind: SyntheticCheckpoint.Kind
        let name: String
        /// Of every so many values of a decoded picture.
        let step: Int
        var testDescription: String { name }
    }

    static let compute = Compute(pool: ThreadPool())
    static let cases = [
        Case(kind: .vae16, name: "sd3", step: 1), Case(kind: .flux2VAE, name: "klein", step: 3),
        Case(kind: .wanVAE, name: "qwen", step: 3),
    ]

    static func load(_ row: Case) throws -> any AutoencoderModel {
        try AutoencoderLoader.load(SafetensorsFile(path: SyntheticCheckpoint.path(row.kind)), compute)
    }

    @Test(arguments: cases)
    func decoded(_ row: Case) throws {
        let golden = try SafetensorsFile(path: Fixtures.path("reference/dit/\(row.name).safetensors"))
        let autoencoder = try Self.load(row)
        let latent = try golden.tensor("vae.latent")
        #expect(autoencoder.latentChannels == latent.shape[1] && autoencoder.hasFrames == (latent.rank == 5))
        let picture = try autoencoder.decode(latent, Self.compute)
        let frames = latent.rank == 5 ? autoencoder.frames(of: latent.shape[2]) : 1
        #expect(picture.shape[0] == frames)
        let values = picture.floats
        let kept = stride(from: 0, to: values.count, by: row.step).map { values[$0] }
        let expected = try golden.tensor(row.step == 1 ? "vae.decoded" : "vae.decoded@\(row.step)")
        #expect(
            relativeDifference(Tensor(kept, shape: [kept.count]), expected.reshaped([expected.count])) < 1e-5)
    }

    /// A latent's first frame alone is the first picture of all, and what is encoded has the decoded size.
    @Test func framesOfWan() throws {
        let autoencoder = try Self.load(Self.cases[2])
        let golden = try SafetensorsFile(path: Fixtures.path("reference/dit/qwen.safetensors"))
        let latent = try golden.tensor("vae.latent")
        let all = try autoencoder.decode(latent, Self.compute)
        let first = try autoencoder.decode(latent.frame(0), Self.compute)
        #expect(relativeDifference(first, all.slice(0..<1)) < 1e-5)
        for (count, frames) in [(1, 1), (4, 1), (5, 2), (9, 3)] {
            let encoded = try autoencoder.encode(all.slice(0..<count), Self.compute)
            #expect(encoded.shape == [1, 16, frames] + latent.shape.suffix(2))
        }
        let one = try autoencoder.encode(all.slice(0..<1), Self.compute)
        let five = try autoencoder.encode(all.slice(0..<5), Self.compute)
        #expect(relativeDifference(try one.frame(0), try five.frame(0)) < 1e-5)
    }

    /// What goes in comes out where nothing is between: squares of places are channels and the other way round.
    @Test func folding() throws {
        let file = ModelFile([
            "running_mean": Tensor((0..<8).map { Float($0) / 4 }, shape: [8]),
            "running_var": Tensor((0..<8).map { Float($0 + 1) }, shape: [8]),
        ]).file()
        let folding = try LatentFolding(WeightReader(file, compute: Self.compute), channels: 2)
        let latent = Tensor((0..<2 * 2 * 4 * 6).map { Float($0) }, shape: [2, 2, 4, 6])
        let folded = try folding.folded(latent)
        #expect(folded.shape == [2, 8, 2, 3])
        // channel 1 of the first item is the place to the right
        #expect(abs(folded.floats[6] - (1 - 0.25) / (2 + 1e-4 as Float).squareRoot()) < 1e-6)
        #expect(relativeDifference(try folding.unfolded(folded), latent) < 1e-6)
    }
}
