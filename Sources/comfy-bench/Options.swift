internal import SyntheticModels
internal import System

/// What the command line asks for.
struct Options {
    enum Command: String, CaseIterable {
        case peaks, kernels, step, vae, text, txt2img, picture, load, engine, isolation
    }
    enum Model: String, CaseIterable {
        case sd15
        case sdTurbo = "sd-turbo"
        case sdxl, flux, klein
        case zImage = "z-image"
        case sd35
        case qwenImage = "qwen-image"

        var isTransformer: Bool { ![.sd15, .sdTurbo, .sdxl].contains(self) }
    }
    enum Precision: String, CaseIterable {
        case f32, bf16, int8

        /// What others are measured in beside it.
        var peers: Precision { self == .int8 ? .bf16 : self }
    }
    enum Comparison: String, CaseIterable {
        case torch, openvino, openblas

        /// What it goes with.
        var commands: [Command] {
            switch self {
            case .torch: [.kernels, .step, .vae, .picture]
            case .openvino: [.step, .vae, .picture]
            case .openblas: [.kernels]
            }
        }
    }

    var command: Command
    var model = Model.sd15
    /// Pixels along a side.
    var size: Int?
    var precision = Precision.f32
    /// Of a transformer's matrices.
    var storage = SyntheticStorage.bf16
    var threads: Int?
    /// How often each thing is measured; the median counts.
    var rounds: Int?
    /// Sampling steps of txt2img and picture.
    var steps = 4
    /// Of the client, for the commands that make one: ComfyUI's configuration keys.
    var configuration: String?
    /// A part of the names of the kernels that are measured.
    var filter: String?
    var json = false
    /// What is measured in turn with us.
    var comparison: Comparison?

    static let synopsis = """
        usage: comfy-bench COMMAND [--model sd15|sd-turbo|sdxl|flux|klein|z-image|sd35|qwen-image] [--size PIXELS]
                           [--dtype f32|bf16|int8] [--storage f16|bf16|q8_0|q4_k] [--threads N] [--rounds N] [--json]
                           [--compare torch|openvino|openblas] [--filter TEXT] [--steps N] [--config JSON]
        """

    static let usage = """
        \(synopsis)

          peaks     what the machine can do: FLOP/s in f32 and bf16, memory bandwidth
          kernels   every operation of the model's networks at its real shapes
          step      a sampling step with guidance: one call of the UNet with two items; of a transformer a call for one
                    item, with as many of its blocks as fit into 8 GB, and what the whole would take
          vae       decoding and encoding a picture, and decoding it by TAESD; SDXL's autoencoder has the shapes of SD1.5's
          text      encoding a prompt and its negative (sd15)
          txt2img   a whole workflow through the library, --steps steps (sd15, klein, z-image)
          picture   a picture of few steps without guidance, decoded by TAESD, from a client that has drawn one already;
                    each round has a prompt of its own
          load      a checkpoint of 2 GB, from a warm page cache, until the first sampling step begins (sd15)
          engine    what the engine itself takes: nodes, events, start, memory
          isolation what a process of their own costs prompts and previews, in turn with this one

        --dtype int8 has linear layers of integers, the rest in bf16; PyTorch beside it in bf16.
        --size is 512 by default, 1024 with sdxl; --threads as many as the process may use. --storage says how the
        matrices of transformers are stored, bf16 by default. --filter takes the kernels whose names contain a text,
        --config gives the clients of txt2img, picture and load ComfyUI's configuration keys.

        Every command measures the machine's peaks first, and prints a table; with --json the last line is an object
        with at least seconds (the median), gflops, share_of_peak and peak_rss_bytes. gflops counts a convolution as
        the direct method does it. peak_rss_bytes includes the worker processes of configurations that ask for them
        (bf16 is one) and those of isolation; worker_peak_rss_bytes is theirs alone. --compare torch (kernels, step,
        vae, picture) measures PyTorch in turn with us, networks in f32 too when bf16 is asked for, --compare openvino (step,
        vae, picture) OpenVINO, whose networks are converted once; COMFY_BENCH_PYTHON names a Python that has them, with
        diffusers, python3 by default. --compare openblas (kernels) measures the linear layers' products in turn with
        libopenblas.so.0's, with the kernels that suit the processor unless OPENBLAS_CORETYPE names others. Weights are
        random; the models (2.1 GB for sd15, 2.6 GB for sd-turbo, 5.1 GB for step with sdxl, 7.1 GB for its picture, up to
        2.5 GB for step and 6 GB for txt2img with a transformer) are made once, when a command first needs them, and kept
        in TMPDIR or /tmp, in the folder libcomfy-bench-UID.
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
            case "--storage": storage = try Self.choice(option, value())
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
        if let comparison, !comparison.commands.contains(command) {
            throw UsageError("--compare \(comparison.rawValue) does not go with \(command.rawValue)")
        }
        if comparison == .openblas && precision != .f32 {
            throw UsageError("--compare openblas goes with kernels in f32")
        }
        if model.isTransformer { try checkTransformer(name) }
        if precision == .int8 && ![.kernels, .step, .txt2img, .peaks].contains(command) {
            throw UsageError("--dtype int8 goes with kernels, step and txt2img")
        }
        if filter != nil && command != .kernels { throw UsageError("--filter goes with kernels") }
        if configuration != nil && ![.txt2img, .picture, .load].contains(command) {
            throw UsageError("--config goes with txt2img, picture and load")
        }
    }

    /// What goes with a transformer.
    private func checkTransformer(_ name: String) throws(UsageError) {
        let commands: [Command] =
            [.peaks, .kernels, .step] + (model == .klein || model == .zImage ? [.txt2img] : [])
        guard commands.contains(command) else { throw UsageError("\(name) does not go with \(model.rawValue)") }
        if comparison == .openvino { throw UsageError("--compare openvino does not go with \(model.rawValue)") }
        if comparison == .torch && storage.isInBlocks {
            throw UsageError("--compare torch does not go with \(storage.rawValue)")
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
