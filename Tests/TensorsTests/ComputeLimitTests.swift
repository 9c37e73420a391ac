import Glibc
import Synchronization
import System
import Tensors
import TestSupport
import Testing

/// Cancelling, running out of memory, and several callers at once.
@Suite struct ComputeLimitTests {
    private var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// One that is cancelled a third of the way into it does not go on for another third.
    @Test func convolutionsAreCancelledSoon() throws {
        let x = Tensor(zeros: [1, 512, 512, 128])
        let w = try ConvWeight(weight: Tensor(zeros: [128, 128, 3, 3]))
        let pool = ThreadPool(threads: 2)
        let isSoon = try isReached {
            let start = now
            _ = try Compute(pool: pool).conv2d(x, w, padding: .same(1))
            let whole = now - start
            let cancellation = Cancellation()
            let raised = Mutex(0.0)
            let thread = TestThread {
                usleep(UInt32(whole / 3 * 1e6))
                raised.withLock { $0 = now }
                cancellation.cancel()
            }
            let compute = Compute(pool: pool, cancellation: cancellation)
            #expect(throws: CancellationError.self) {
                for _ in 0..<1000 { _ = try compute.conv2d(x, w, padding: .same(1)) }
            }
            let end = now
            thread.join()
            return end - raised.withLock { $0 } < whole / 3
        }
        #expect(isSoon)
    }

    @Test func operationsThatAreCancelledThrow() throws {
        let cancellation = Cancellation()
        cancellation.cancel()
        let compute = Compute(pool: ThreadPool(threads: 1), cancellation: cancellation)
        let x = Tensor(zeros: [1, 4, 4, 32])
        let norm = try NormWeight(weight: nil, bias: nil)
        #expect(throws: CancellationError.self) { _ = try compute.activate(x, .silu) }
        #expect(throws: CancellationError.self) { _ = try compute.groupNorm(x, norm, eps: 1e-5) }
        #expect(throws: CancellationError.self) {
            _ = try compute.linear(x, LinearWeight(weight: Tensor(zeros: [8, 32])))
        }
        #expect(throws: CancellationError.self) { _ = try compute.nchw(x) }
    }

    @Test func sizesBeyondTheMemoryThrow() throws {
        #expect(throws: OutOfMemoryError.self) { _ = try Tensor(allocating: [1 << 40, 1 << 40]) }
        #expect(throws: OutOfMemoryError.self) { _ = try Tensor(allocating: [1 << 62]) }
        #expect(throws: OutOfMemoryError.self) { _ = try Tensor(allocating: [1, 16384 * 64, 16384 * 64, 4]) }
        let compute = Compute(pool: ThreadPool(threads: 1))
        // 4 bytes of weight a row, a result of 4 TiB.
        let x = Tensor(zeros: [1 << 20, 1])
        let w = try LinearWeight(weight: Tensor(zeros: [1 << 20, 1]))
        #expect(throws: OutOfMemoryError.self) { _ = try compute.linear(x, w) }
        #expect(try Tensor(allocating: [3, 5]).count == 15)
    }

    /// Operations of several threads and pools at once give what they give to one.
    @Test func productsMayRunConcurrently() throws {
        let x = Tensor.random([2, 150, 300], seed: 1)
        let w = try LinearWeight(weight: .random([257, 300], seed: 2), bias: .random([257], seed: 3))
        let image = Tensor.random([1, 24, 24, 32], seed: 4)
        let kernel = try ConvWeight(weight: .random([40, 32, 3, 3], seed: 5))
        let tokens = Tensor.random([1, 200, 64], seed: 6)
        @Sendable func results(_ compute: Compute) throws -> [[UInt32]] {
            [
                try compute.linear(x, w).bits, try compute.conv2d(image, kernel, padding: .same(1)).bits,
                try compute.attention(q: tokens, k: tokens, v: tokens, heads: 4).bits,
            ]
        }
        let expected = try results(Compute(pool: ThreadPool(threads: 1)))
        let shared = Compute(pool: ThreadPool(threads: 4))
        let threads = (0..<6).map { number in
            TestThread {
                let compute = number % 2 == 0 ? shared : Compute(pool: ThreadPool(threads: 2))
                for _ in 0..<8 {
                    let same = (try? results(compute)) == expected
                    #expect(same)
                }
            }
        }
        for thread in threads { thread.join() }
    }
}
