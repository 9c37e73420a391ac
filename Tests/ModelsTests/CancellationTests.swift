import Formats
import Glibc
import Models
import Synchronization
import System
import Tensors
import TestSupport
import Testing
import Tokenizers

/// Work on a large model ends soon after it is cancelled.
@Suite(.serialized) struct CancellationTests {
    static let pool = ThreadPool()
    /// Seconds.
    static let limit = 0.25

    /// How long `body` goes on after a cancellation `delay` seconds from its start; the best of some tries, since other
    /// tests share the machine. Where it is done before that, it is done again.
    func delayOfCancel(after delay: Double, _ body: (Compute) throws -> Void) -> Double {
        var best = Double.infinity
        _ = isReached {
            let cancellation = Cancellation()
            let raised = Mutex(0.0)
            let thread = BackgroundThread {
                usleep(UInt32(delay * 1e6))
                raised.withLock { $0 = now() }
                cancellation.cancel()
            }
            let compute = Compute(pool: Self.pool, cancellation: cancellation)
            #expect(throws: CancellationError.self) { for _ in 0..<1000 { try body(compute) } }
            let end = now()
            thread.join()
            best = min(best, end - raised.withLock { $0 })
            return best < Self.limit
        }
        return best
    }

    /// Weights are expanded where they are first used.
    @Test(arguments: [0.0, 0.05, 0.2])
    func loadingAndFirstUse(_ delay: Double) {
        let path = SyntheticCheckpoint.path(.sd1Small)
        let late = delayOfCancel(after: delay) {
            let unet = try CheckpointLoader.load(SafetensorsFile(path: path), $0).unet
            _ = try unet(
                Tensor(zeros: [2, 4, 64, 64]), timesteps: [1, 1], NetworkInputs(context: Tensor(zeros: [2, 77, 768])),
                $0)
        }
        #expect(late < Self.limit)
    }

    @Test func encodingAPrompt() throws {
        let encoder = try #require(ReferenceTests.checkpoint.get().clip)
        let words = Array(repeating: "word ", count: 75 * 40).joined()
        let prompt = PromptTokenizer().tokenize(words) { (_) throws(Never) in nil }
        let late = delayOfCancel(after: 0.2) { _ = try encoder.encode(prompt.chunks, $0) }
        #expect(late < Self.limit)
    }

    @Test func network() throws {
        let unet = try ReferenceTests.checkpoint.get().unet
        let late = delayOfCancel(after: 0.2) {
            _ = try unet(
                Tensor(zeros: [4, 4, 64, 64]), timesteps: [1, 1, 1, 1],
                NetworkInputs(context: Tensor(zeros: [4, 77, 768])), $0)
        }
        #expect(late < Self.limit)
    }

    @Test func autoencoder() throws {
        let autoencoder = try #require(ReferenceTests.checkpoint.get().autoencoder)
        let decoding = delayOfCancel(after: 0.3) { _ = try autoencoder.decode(Tensor(zeros: [1, 4, 64, 64]), $0) }
        let encoding = delayOfCancel(after: 0.3) { _ = try autoencoder.encode(Tensor(zeros: [1, 512, 512, 3]), $0) }
        #expect(decoding < Self.limit && encoding < Self.limit)
    }

    /// A cancel that came first is seen before anything is done.
    @Test func cancelledBeforehand() throws {
        let cancellation = Cancellation()
        cancellation.cancel()
        let compute = Compute(pool: Self.pool, cancellation: cancellation)
        #expect(throws: CancellationError.self) {
            try CheckpointLoader.load(SafetensorsFile(path: SyntheticCheckpoint.path(.tiny)), compute)
        }
    }
}
