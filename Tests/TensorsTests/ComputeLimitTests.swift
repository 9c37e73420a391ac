import Glibc
import Tensors
import Testing

/// Cancelling, running out of memory, and several callers at once.
@Suite struct ComputeLimitTests {
    private var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    @Test func convolutionsAreCancelledSoon() throws {
        let x = Tensor(zeros: [1, 512, 512, 128])
        let w = try ConvWeight(weight: Tensor(zeros: [128, 128, 3, 3]))
        let cancellation = Cancellation()
        let compute = Compute(pool: ThreadPool(threads: 2), cancellation: cancellation)
        let start = now
        let thread = TestThread {
            usleep(50_000)
            cancellation.cancel()
        }
        #expect(throws: CancellationError.self) { _ = try compute.conv2d(x, w, padding: .same(1)) }
        // The whole takes 77 GFLOP, seconds on two threads.
        #expect(now - start < 0.7)
        thread.join()
    }

    @Test func operationsThatAreCancelledThrow() throws {
        let cancellation = Cancellation()
        cancellation.cancel()
        let compute = Compute(pool: ThreadPool(threads: 1), cancellation: cancellation)
        let x = Tensor(zeros: [1, 4, 4, 32])
        let norm = try NormWeight(weight: nil, bias: nil)
        #expect(throws: CancellationError.self) { _ = try compute.silu(x) }
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
