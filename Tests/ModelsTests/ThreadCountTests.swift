import Formats
import Glibc
import Models
import Tensors
import TestSupport
import Testing
import Tokenizers

/// Every network gives the same bits for any number of threads, in f32 and with bf16.
@Suite struct ThreadCountTests {
    static let counts = [1, 2, 3, 5, 8]
    static let checkpoint = load(.tiny)

    static func load(_ kind: SyntheticCheckpoint.Kind) -> Result<Checkpoint, any Error> {
        Result {
            try CheckpointLoader.load(
                SafetensorsFile(path: SyntheticCheckpoint.path(kind)), Compute(pool: ThreadPool(threads: 2)))
        }
    }

    func waves(_ shape: [Int]) -> Tensor {
        Tensor((0..<shape.reduce(1, *)).map { sin(Float($0) * 0.7) }, shape: shape)
    }

    /// Runs `body` with each number of threads.
    func expectSame(_ bf16: ModelParts, _ body: (Compute) throws -> [Tensor]) throws {
        var first: [[UInt32]]?
        for count in Self.counts {
            let results = try body(Compute(pool: ThreadPool(threads: count), bf16: bf16))
            let bits = results.map { $0.floats.map(\.bitPattern) }
            #expect(bits.joined().contains { $0 != bits[0][0] })
            #expect(bits == first ?? bits, "\(count) threads")
            first = first ?? bits
        }
    }

    @Test(arguments: [ModelParts(), .all])
    func unet(_ bf16: ModelParts) throws {
        let unet = try Self.load(.sd1Small).get().unet
        let x = waves([2, unet.inputChannels, 22, 26])
        let context = waves([2, 77, unet.contextWidth])
        try expectSame(bf16) { [try unet(x, timesteps: [999, 3], NetworkInputs(context: context), $0)] }
    }

    @Test(arguments: [ModelParts(), .all])
    func autoencoder(_ bf16: ModelParts) throws {
        let autoencoder = try #require(try Self.checkpoint.get().autoencoder)
        let latent = waves([1, 4, 12, 22]), picture = waves([1, 104, 72, 3])
        try expectSame(bf16) { [try autoencoder.decode(latent, $0), try autoencoder.encode(picture, $0)] }
    }

    @Test(arguments: [ModelParts(), .all])
    func textEncoder(_ bf16: ModelParts) throws {
        let encoder = try #require(try Self.checkpoint.get().clip)
        let chunks = PromptTokenizer().tokenize("a (lake:1.3) at dawn") { (_) throws(Never) in nil }.chunks
        try expectSame(bf16) {
            let (hidden, pooled) = try encoder.encode(chunks, $0)
            return [hidden, pooled]
        }
    }
}
