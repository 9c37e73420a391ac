internal import Engine
internal import Formats
internal import System
internal import Workflow

/// `libcomfy draw`
struct DrawCommand {
    private let arguments: Arguments
    private let seed: Seed
    private let size: (width: Int, height: Int)?
    private let steps: Int
    private let cfg: Double
    private let count: Int

    init(_ words: [String]) throws(UsageError) {
        arguments = try Arguments(words, of: .draw)
        seed = try Seed(arguments["--seed"] ?? "random")
        size = try arguments["--size"].map { text throws(UsageError) in try Self.size(text) }
        steps = try arguments.count("--steps") ?? 20
        count = try arguments.count("--count") ?? 1
        guard let cfg = Double(arguments["--cfg"] ?? "8"), cfg >= 0, cfg.isFinite else {
            throw UsageError("--cfg: '\(arguments["--cfg"] ?? "")' is no number from 0 on")
        }
        self.cfg = cfg
        if let path = arguments["-o"], !OutputFile(path).isKind(".png") {
            throw UsageError("-o: '\(path)' does not end with .png, and pictures are drawn as PNG")
        }
    }

    private static func size(_ text: String) throws(UsageError) -> (width: Int, height: Int) {
        let sides = text.split(separator: "x", omittingEmptySubsequences: false).compactMap { Int($0) }
        guard sides.count == 2, sides.allSatisfy({ $0 > 0 && $0 % 8 == 0 }) else {
            throw UsageError("--size: '\(text)' is not WIDTHxHEIGHT, in pixels and multiples of 8")
        }
        return (sides[0], sides[1])
    }

    func run() throws -> Int32 {
        // Nothing is to be left behind beside what -o names
        let folder = arguments["-o"] == nil ? nil : try TemporaryFolder()
        var session = try PromptSession(arguments, temporary: folder?.path)
        defer {
            session.end()
            folder?.remove()
        }
        let model = try DrawingModel(arguments["--model"], session.client)
        let size = size ?? (model.side, model.side)
        for run in 0..<count where !Interruption.isRequested {
            let number = seed.number(ofRun: run)
            if seed == .random { Terminal.note("seed \(number)") }
            let prompt = prompt(model.name, size.width, size.height, number)
            let status = try session.run(
                PromptRequest(prompt: prompt), .init(file: arguments.positional[0], number: run + 1, count: count))
            if status != 0 { return status }
        }
        return Interruption.status ?? 0
    }

    /// ComfyUI's default workflow.
    private func prompt(_ model: String, _ width: Int, _ height: Int, _ seed: UInt64) -> JSONObject {
        func node(_ className: String, _ inputs: JSON) -> JSON { ["class_type": .string(className), "inputs": inputs] }
        let sampler: JSON = [
            "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0],
            "seed": .int(Int128(seed)), "steps": .int(Int128(steps)), "cfg": .double(cfg),
            "sampler_name": .string(arguments["--sampler"] ?? "euler"),
            "scheduler": .string(arguments["--scheduler"] ?? "normal"), "denoise": 1.0,
        ]
        let output =
            arguments["-o"] == nil
            ? node("SaveImage", ["images": ["8", 0], "filename_prefix": "draw"])
            : node("PreviewImage", ["images": ["8", 0]])
        return [
            "4": node("CheckpointLoaderSimple", ["ckpt_name": .string(model)]),
            "5": node(
                "EmptyLatentImage",
                ["width": .int(Int128(width)), "height": .int(Int128(height)), "batch_size": 1]),
            "6": node("CLIPTextEncode", ["text": .string(arguments.positional[0]), "clip": ["4", 1]]),
            "7": node("CLIPTextEncode", ["text": .string(arguments["--negative"] ?? ""), "clip": ["4", 1]]),
            "3": node("KSampler", sampler), "8": node("VAEDecode", ["samples": ["3", 0], "vae": ["4", 2]]),
            "9": output,
        ]
    }
}
