internal import CComfy
internal import Formats
internal import Glibc
internal import SyntheticModels
internal import Synchronization
internal import System

/// What it costs that prompts run in a process of their own: the same things in this process and isolated, in turn.
struct IsolationCommand {
    let bench: Bench

    private static let side = 1024
    private static let previewsOfAPrompt = 20
    /// A sampler takes most of a second for each of its previews.
    private static let samplerPreviews = 10
    private static let checkpoint = "previews.safetensors"

    func run() throws -> Report {
        let library = try Library()
        let folder = try TemporaryFolder()
        let models = "\(folder.path)/models"
        try Self.layout.write(to: "\(models)/checkpoints/\(Self.checkpoint)")
        let node = PreviewNode(try NodeCalls(), side: Self.side)
        let clients = try [COMFY_EXECUTOR_IN_PROCESS, COMFY_EXECUTOR_ISOLATED].map { executor in
            let client = try LibraryClient(
                library, base: folder.path, models: models, threads: 1, executor: comfy_executor(executor))
            try node.register(with: client)
            return client
        }
        let rounds = bench.rounds(default: 200)
        var (prompts, previews): ([[Double]], [[Double]]) = ([[], []], [[], []])
        for round in 0..<rounds + 1 {
            for (index, client) in clients.enumerated() {
                let time = try seconds { try client.run(Workflows.chain(nodes: 2, value: round)) }
                // the first prompt of a worker is not what is asked about
                if round > 0 { prompts[index].append(time) }
            }
        }
        for round in 0..<max(rounds / Self.previewsOfAPrompt, 1) + 1 {
            for (index, client) in clients.enumerated() {
                let times = try node.run(client, prompt: round, previews: Self.previewsOfAPrompt)
                if round > 0 { previews[index] += times }
            }
        }
        let sampler = try clients.map(samplerPreviews)
        let workers = withExtendedLifetime(clients) { MeasuredMemory.childrenPeak }
        let overhead = line("a prompt of two trivial nodes", prompts, limit: 0.003)
        let preview = line(
            "a \(Self.side)x\(Self.side) preview of a host's node, sent to polled", previews, limit: 0.001)
        let samplerPreview = line(
            "a \(Self.side)x\(Self.side) preview of a sampler, polled after the event before it", sampler, limit: 0.001)
        return bench.report(
            seconds: overhead, work: nil,
            more: [
                "prompt_overhead_seconds": .double(overhead), "prompt_in_process_seconds": .double(median(prompts[0])),
                "prompt_isolated_seconds": .double(median(prompts[1])), "preview_overhead_seconds": .double(preview),
                "preview_in_process_seconds": .double(median(previews[0])),
                "preview_isolated_seconds": .double(median(previews[1])),
                "sampler_preview_overhead_seconds": .double(samplerPreview),
                "sampler_preview_in_process_seconds": .double(median(sampler[0])),
                "sampler_preview_isolated_seconds": .double(median(sampler[1])),
            ]
        ).adding(Report.memory(workers: workers))
    }

    /// A model whose network is so small that latents may be as large as pictures.
    private static var layout: SyntheticLayout {
        .checkpoint(
            .init(channels: 32, multipliers: [1], context: 64, blocks: 0, depths: [0], middleDepth: 0), text: (64, 1),
            autoencoder: (32, [1, 1, 1, 1], 1))
    }

    /// What a sampler's previews take: the seconds from the polling of the event that is sent just before each. They are
    /// made where the prompt runs, so that an isolated one's cross over once, pixels and all.
    private func samplerPreviews(_ client: LibraryClient) throws -> [Double] {
        // the first preview of a worker brings the memory that the others use
        let count = min(bench.rounds(default: 200), Self.samplerPreviews) + 1
        let task = try client.queue(
            Workflows.previews(checkpoint: Self.checkpoint, side: Self.side, steps: count))
        let times = try (0..<count).map { _ in
            var before = 0.0
            let polled = try task.time { name, _ in
                if name == "progress_state" { before = now() }
                return name == "preview"
            }
            return polled - before
        }
        try task.finish()
        return Array(times.dropFirst())
    }

    /// Prints and returns by how much the second list's median exceeds the first's.
    private func line(_ what: String, _ times: [[Double]], limit: Double) -> Double {
        let more = median(times[1]) - median(times[0])
        print(
            "\(what): \(milliseconds(median(times[0]))) ms in the process, \(milliseconds(median(times[1]))) ms isolated, "
                + "\(milliseconds(more)) ms more (\(more < limit ? "under" : "over") \(milliseconds(limit)))")
        return more
    }
}

/// The library's functions for nodes of a host.
private struct NodeCalls: Sendable {
    let register:
        @convention(c) (
            OpaquePointer?, UnsafePointer<CChar>?, UnsafePointer<comfy_node_functions>?, Library.ErrorOut
        ) -> comfy_status
    let progress:
        @convention(c) (OpaquePointer?, Double, Double, UnsafePointer<comfy_image>?, Library.ErrorOut) -> comfy_status
    let complete: @convention(c) (OpaquePointer?, UnsafePointer<comfy_node_result>?, Library.ErrorOut) -> comfy_status

    init() throws(BenchError) {
        let symbol = try Library.Symbols()
        register = try symbol("comfy_client_register_node")
        progress = try symbol("comfy_node_call_send_progress")
        complete = try symbol("comfy_node_call_complete")
    }
}

/// A node that sends previews, each once the one before has been polled.
private final class PreviewNode: Sendable {
    private let calls: NodeCalls
    private let side: Int
    private let pixels: [UInt8]
    private let previews = Atomic<Int>(0)
    private let polled = Monitor(0)
    /// When the latest one was sent, in the bits of a Double.
    private let sent = Atomic<UInt64>(0)

    init(_ calls: NodeCalls, side: Int) {
        self.calls = calls
        self.side = side
        pixels = Array(repeating: 128, count: side * side * 3)
    }

    private static let name = "BenchPreviews"

    func register(with client: LibraryClient) throws(BenchError) {
        var functions = comfy_node_functions()
        functions.size = MemoryLayout<comfy_node_functions>.size
        // this object outlives the clients
        functions.user_data = Unmanaged.passUnretained(self).toOpaque()
        functions.execute = { call, node in
            guard let node else { return }
            Unmanaged<PreviewNode>.fromOpaque(node).takeUnretainedValue().execute(call)
        }
        let schema: JSON = [
            "name": .string(Self.name), "input": ["required": ["value": ["INT", [:]]]], "output_node": true,
        ]
        try client.library.check { calls.register(client.handle, schema.serialized(), &functions, $0) }
    }

    private func execute(_ call: OpaquePointer?) {
        let count = previews.load(ordering: .acquiring)
        pixels.withUnsafeBufferPointer { pixels in
            var image = comfy_image()
            image.size = MemoryLayout<comfy_image>.size
            image.pixels = pixels.baseAddress
            image.width = Int64(side)
            image.height = Int64(side)
            image.channels = 3
            image.format = comfy_pixel_format(COMFY_PIXEL_FORMAT_RGB8)
            for index in 1...count {
                sent.store(now().bitPattern, ordering: .releasing)
                guard calls.progress(call, Double(index), Double(count), &image, nil) == 0 else { break }
                polled.wait { $0 >= index ? () : nil }
            }
        }
        var result = comfy_node_result()
        result.size = MemoryLayout<comfy_node_result>.size
        _ = calls.complete(call, &result, nil)
    }

    /// Runs a prompt of so many previews; the seconds from the sending of each until it was polled.
    func run(_ client: LibraryClient, prompt: Int, previews count: Int) throws(BenchError) -> [Double] {
        previews.store(count, ordering: .releasing)
        polled.update { $0 = 0 }
        let workflow: JSON = ["1": ["class_type": .string(Self.name), "inputs": ["value": .int(Int128(prompt))]]]
        let task = try client.queue(workflow.serialized())
        var times: [Double] = []
        for _ in 0..<count {
            let time = try task.time { name, _ in name == "preview" }
            times.append(time - Double(bitPattern: sent.load(ordering: .acquiring)))
            polled.update { $0 += 1 }
        }
        try task.finish()
        return times
    }
}
