internal import System

/// What the command line asks for.
struct Options {
    enum Command: String, CaseIterable {
        case peaks, kernels, step, vae, text, txt2img, load, engine, isolation
    }
    enum Model: String, CaseIterable { case sd15, sdxl }
    enum Precision: String, CaseIterable { case f32, bf16 }
    enum Comparison: String, CaseIterable { case torch, openblas }

    var command: Command
    var model = Model.sd15
    /// Pixels along a side.
    var size: Int?
    var precision = Precision.f32
    var threads: Int?
    /// How often each thing is measured; the median counts.
    var rounds: Int?
    /// Sampling steps of txt2img.
    var steps = 4
    /// Of the client, for the commands that make one: ComfyUI's configuration keys.
    var configuration: String?
    /// A part of the names of the kernels that are measured.
    var filter: String?
    var json = false
    /// What is measured in turn with us.
    var comparison: Comparison?

    var comparesTorch: Bool { comparison == .torch }

    static let synopsis = """
        usage: comfy-bench COMMAND [--model sd15|sdxl] [--size PIXELS] [--dtype f32|bf16] [--threads N] [--rounds N]
                           [--json] [--compare torch|openblas] [--filter TEXT] [--steps N] [--config JSON]
        """

    static let usage = """
        \(synopsis)

          peaks     what the machine can do: FLOP/s in f32 and bf16, memory bandwidth
          kernels   every operation of the model's networks at its real shapes
          step      a sampling step with guidance: one call of the UNet with two items
          vae       decoding and encoding a picture; SDXL's autoencoder has the shapes of SD1.5's
          text      encoding a prompt and its negative (sd15)
          txt2img   a whole workflow through the library, --steps steps (sd15)
          load      a checkpoint of 2 GB, from a warm page cache, until the first sampling step begins (sd15)
          engine    what the engine itself takes: nodes, events, start, memory
          isolation what a process of their own costs prompts and previews, in turn with this one

        --size is 512 by default, 1024 with sdxl; --threads as many as the process may use. --filter takes the kernels
        whose names contain a text, --config gives the clients of txt2img and load ComfyUI's configuration keys.

        Every command measures the machine's peaks first, and prints a table; with --json the last line is an object
        with at least seconds (the median), gflops, share_of_peak and peak_rss_bytes. gflops counts a convolution as
        the direct method does it. peak_rss_bytes includes the worker processes of configurations that ask for them
        (bf16 is one) and those of isolation; worker_peak_rss_bytes is theirs alone. --compare torch (kernels, step,
        vae) measures PyTorch in turn with us, networks in f32 too when bf16 is asked for; COMFY_BENCH_PYTHON names a
        Python that has it, python3 by default. --compare openblas (kernels) measures the linear layers' products in turn
        with libopenblas.so.0's, with the kernels that suit the processor unless OPENBLAS_CORETYPE names others. Weights are random; the models (2.1 GB for sd15, 5.1 GB for step with sdxl) are made once, when a
        command first needs them, and kept in TMPDIR or /tmp, in the folder libcomfy-bench-UID.
        """

    /// Nil if help is asked for.
    init?(_ arguments: [String]) throws(UsageError) {
        if arguments.contains("--help") || arguments.contains("-h") { return nil }
        guard let name = arguments.first else { throw UsageError("no command") }
        guard let command = Command(rawValue: name) else {
            throw UsageError(name.hasPrefix("-") ? "no command before \(name)" : "no command '\(name)'")
        }
        self.command = command
        var rest = arguments.dropFirst()
        while let option = rest.popFirst() {
            func value() throws(UsageError) -> String {
                guard let value = rest.popFirst() else { throw UsageError("\(option) needs a value") }
                return value
            }
            switch option {
            case "--json": json = true
            case "--model": model = try Self.choice(option, value())
            case "--dtype": precision = try Self.choice(option, value())
            case "--size": size = try Self.number(option, value(), 64...4096)
            case "--threads": threads = try Self.number(option, value(), 1...256)
            case "--rounds": rounds = try Self.number(option, value(), 1...10_000)
            case "--steps": steps = try Self.number(option, value(), 1...1000)
            case "--config": configuration = try value()
            case "--filter": filter = try value()
            case "--compare": comparison = try Self.choice(option, value())
            default: throw UsageError("no option '\(option)'")
            }
        }
        if let size, size % 64 != 0 { throw UsageError("--size must be a multiple of 64") }
        if comparesTorch && ![.kernels, .step, .vae].contains(command) {
            throw UsageError("--compare goes with kernels, step and vae")
        }
        if comparison == .openblas && (command != .kernels || precision != .f32) {
            throw UsageError("--compare openblas goes with kernels in f32")
        }
        if filter != nil && command != .kernels { throw UsageError("--filter goes with kernels") }
        if configuration != nil && ![.txt2img, .load].contains(command) {
            throw UsageError("--config goes with txt2img and load")
        }
    }

    private static func choice<T: CaseIterable & RawRepresentable<String>>(
        _ option: String, _ value: String
    ) throws(UsageError) -> T {
        guard let choice = T(rawValue: value) else {
            throw UsageError(
                "\(option) takes \(T.allCases.map(\.rawValue).joined(separator: " or ")), not '\(value)'")
        }
        return choice
    }

    private static func number(
        _ option: String, _ value: String, _ range: ClosedRange<Int>
    ) throws(UsageError) -> Int {
        guard let number = Int(value), range.contains(number) else {
            throw UsageError("\(option) takes a number from \(range.lowerBound) to \(range.upperBound), not '\(value)'")
        }
        return number
    }
}
