internal import Formats
internal import System
internal import Tensors

/// What every command needs: the options, threads and the machine's limits.
struct Bench {
    let options: Options
    let pool: ThreadPool
    let compute: Compute
    let peaks: MachinePeaks

    init(_ options: Options) throws {
        self.options = options
        pool = ThreadPool(threads: options.threads)
        compute = Compute(
            pool: pool, bf16: options.precision == .f32 ? [] : .all, integers: options.precision == .int8 ? .all : []
        ).computing(.all)
        if options.precision == .int8 && !Compute.hasIntegerProducts && options.command != .peaks {
            throw BenchError("this processor has no products of integers of 8 bits")
        }
        if options.precision == .bf16 && !Compute.multipliesBF16 && options.command != .peaks {
            throw BenchError("this processor has no products of bf16")
        }
        let isOther = [.text, .txt2img, .load].contains(options.command) && options.model != .sd15
        if isOther && !options.model.isTransformer {
            throw BenchError("\(options.command.rawValue) does not measure \(options.model.rawValue); picture does")
        }
        peaks = MachinePeaks.measure(pool)
        // what that took of memory is not what is asked about
        if options.command != .peaks { MeasuredMemory.resetPeak() }
        print(
            "\(pool.threadCount) \(pool.threadCount == 1 ? "thread" : "threads"): \(fixed(peaks.f32 / 1e9, 0)) GFLOP/s in f32, "
                + (peaks.bf16 > 0 ? "\(fixed(peaks.bf16 / 1e9, 0)) in bf16, " : "no products of bf16, ")
                + (peaks.int8 > 0 ? "\(fixed(peaks.int8 / 1e9, 0)) in integers of 8 bits, " : "")
                + "\(fixed(peaks.bandwidth / 1e9, 1)) GB/s")
    }

    func run() throws -> Report {
        switch options.command {
        case .peaks: peaksReport()
        case .kernels: try KernelsCommand(bench: self).run()
        case .step: try StepCommand(bench: self).run()
        case .vae: try AutoencoderCommand(bench: self).run()
        case .text: try TextCommand(bench: self).run()
        case .txt2img: try TextToImageCommand(bench: self).run()
        case .picture: try PictureCommand(bench: self).run()
        case .load: try LoadCommand(bench: self).run()
        case .engine: try EngineCommand(bench: self).run()
        case .isolation: try IsolationCommand(bench: self).run()
        }
    }

    /// FLOP/s that the chosen precision can have.
    var peak: Double { peaks.flops(options.precision) }

    /// Of the picture, along a side.
    var size: Int { options.size ?? (options.model == .sdxl && options.command != .picture ? 1024 : 512) }
    /// Of the latent.
    var latentSize: Int { size / 8 }

    /// The configuration of clients, which multiply bf16, or integers beside it, if that is measured.
    func clientConfiguration() throws -> String? {
        guard options.precision != .f32 else { return options.configuration }
        let given = try options.configuration.map { try JSON(parsing: $0) } ?? [:]
        guard var keys = given.object else { throw BenchError("--config takes a JSON object") }
        if keys["force_bf16"] == nil { keys["force_bf16"] = true }
        if options.precision == .int8 && keys["int8_unet"] == nil { keys["int8_unet"] = true }
        return JSON.object(keys).serialized()
    }

    func rounds(default count: Int) -> Int { options.rounds ?? count }

    func report(seconds: Double, work: Double?, more: JSONObject = [:]) -> Report {
        Report(options, seconds: seconds, work: work, peak: peak, peaks: peaks, more: more)
    }

    /// One line for a whole network.
    func printResult(_ name: String, seconds: Double, work: Double, memory: Int = MeasuredMemory.peak) {
        print(
            "\(name): \(fixed(seconds, 3)) s, \(fixed(work / seconds / 1e9, 0)) GFLOP/s, "
                + "\(percent(work / seconds / peak)) of the peak, \(megabytes(memory)) at most")
    }

    private func peaksReport() -> Report {
        report(seconds: peaks.seconds, work: peak * peaks.seconds)
    }
}
