import Formats
import Models
import Tensors
import TestSupport
import Testing

/// Sizes that cannot be halved evenly, against PyTorch (Fixtures/models/make_odd_sizes.py).
@Suite struct SizeTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))
    static let golden = try! SafetensorsFile(path: Fixtures.path("models/odd_sizes.safetensors"))
    static let checkpoint = Result {
        try CheckpointLoader.load(SafetensorsFile(path: SyntheticCheckpoint.path(.tiny)), compute)
    }

    @Test(arguments: ["5x7", "6x9", "1x3"])
    func network(_ size: String) throws {
        let eps = try Self.checkpoint.get().unet(
            Self.golden.tensor("x.\(size)"), timesteps: [741], NetworkInputs(context: Self.golden.tensor("context")),
            Self.compute)
        #expect(relativeDifference(eps, try Self.golden.tensor("eps.\(size)")) < 1e-5)
    }

    @Test func autoencoder() throws {
        let autoencoder = try #require(Self.checkpoint.get().autoencoder)
        let decoded = try autoencoder.decode(Self.golden.tensor("latent"), Self.compute)
        #expect(relativeDifference(decoded, try Self.golden.tensor("decoded")) < 1e-5)
        // what is over a multiple of eight is cut off, evenly, the odd line at the end
        let encoded = try autoencoder.encode(Self.golden.tensor("picture"), Self.compute)
        #expect(relativeDifference(encoded, try Self.golden.tensor("encoded")) < 1e-5)
    }

    /// Items of a batch are worked on by themselves; an alpha channel is ignored.
    @Test func batchesOfPictures() throws {
        let autoencoder = try #require(Self.checkpoint.get().autoencoder)
        let picture = try Self.golden.tensor("picture")
        let one = try autoencoder.encode(picture, Self.compute)
        let dark = Tensor(zeros: picture.shape)
        let both = try autoencoder.encode(.concatenated([dark, picture]), Self.compute)
        #expect(both.shape == [2] + one.shape.dropFirst())
        #expect(both.slice(1..<2).floats == one.floats)
        #expect(try autoencoder.encode(dark, Self.compute).floats == both.slice(0..<1).floats)
        var pixels: [Float] = []
        for (index, value) in picture.floats.enumerated() {
            pixels.append(value)
            if index % 3 == 2 { pixels.append(0.5) }
        }
        let withAlpha = Tensor(pixels, shape: [1, 21, 29, 4])
        #expect(try autoencoder.encode(withAlpha, Self.compute).floats == one.floats)
    }
}
