internal import CBench
internal import Formats
internal import System
internal import Tensors

/// What the machine does at best, with as many threads as are measured.
struct MachinePeaks {
    /// FLOP/s.
    let f32: Double
    /// FLOP/s; 0 where the processor has no products of bf16.
    let bf16: Double
    /// Operations a second with integers of 8 bits; 0 where the processor has no products of those.
    let int8: Double
    /// Bytes a second, read from memory.
    let bandwidth: Double
    /// That the measurement took.
    let seconds: Double

    static func measure(_ pool: ThreadPool) -> MachinePeaks {
        let start = now()
        let (f32, bf16) = (rate(pool, cb_multiply_adds_f32), rate(pool, cb_multiply_adds_bf16))
        let int8 = rate(pool, cb_multiply_adds_int8)
        return MachinePeaks(f32: f32, bf16: bf16, int8: int8, bandwidth: readRate(pool), seconds: now() - start)
    }

    /// Of what a precision's products are measured by.
    func flops(_ precision: Options.Precision) -> Double {
        switch precision {
        case .f32: f32
        case .bf16: bf16 > 0 ? bf16 : f32
        case .int8: int8 > 0 ? int8 : f32
        }
    }

    var json: JSON {
        [
            "f32_gflops": .double(f32 / 1e9), "bf16_gflops": bf16 > 0 ? .double(bf16 / 1e9) : .null,
            "int8_gops": int8 > 0 ? .double(int8 / 1e9) : .null,
            "bandwidth_gb_per_second": .double(bandwidth / 1e9),
        ]
    }

    /// The best of five rounds of some 20 ms: what interrupts others is no limit of the machine.
    private static func best(_ work: () -> Double) -> Double {
        (0..<5).reduce(0) { best, _ in
            let start = now()
            let done = work()
            return max(best, done / (now() - start))
        }
    }

    private static func rate(_ pool: ThreadPool, _ kernel: @escaping @Sendable (Int64) -> Double) -> Double {
        let trial: Int64 = 100_000
        guard kernel(trial) > 0 else { return 0 }
        let start = now()
        _ = kernel(trial)
        let iterations = Int64(Double(trial) * 0.02 / max(now() - start, 1e-6))
        return best { inParallel(pool) { _ in kernel(iterations) } }
    }

    private static func readRate(_ pool: ThreadPool) -> Double {
        defer { TensorMemory.trim() }
        // beyond any cache, and one part for each thread
        let values = Tensor(zeros: [32 << 20], dtype: .f64)
        return values.withUnsafeBytes { bytes in
            let doubles = bytes.bindMemory(to: Double.self)
            let part = doubles.count / pool.threadCount
            return best {
                // zeros add nothing; their sum only keeps the reading
                inParallel(pool) { cb_read(doubles.baseAddress! + $0 * part, Int64(part)) + Double(part * 8) }
            }
        }
    }

    /// The sum of what `body` gives for each thread.
    private static func inParallel(_ pool: ThreadPool, _ body: @escaping (Int) -> Double) -> Double {
        let sum = Lock(0.0)
        // without a cancellation nothing throws
        try! pool.parallelFor(pool.threadCount) { index in
            let part = body(index)
            sum.withLock { $0 += part }
        }
        return sum.withLock { $0 }
    }
}
