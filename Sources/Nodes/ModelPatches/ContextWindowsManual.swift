internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct ContextWindowsManual: Node {
    var schema: NodeSchema {
        NodeSchema.v3(
            "ContextWindowsManual", displayName: "Context Windows (Manual)", category: "context",
            inputs: [
                .socket("model", "MODEL"),
                InputSchema("context_length", .named("INT"), ["default": 16, "min": 1]),
                InputSchema("context_overlap", .named("INT"), ["default": 4, "min": 0]),
            ] + Self.kinds + [.int("dim", default: 0, min: 0, max: 5), .bool("freenoise", default: false)],
            outputs: [OutputSchema("MODEL")],
            "Draws a long batch or video in windows that overlap."
        ).with { $0.isExperimental = true }
    }

    fileprivate static let kinds: [InputSchema] = [
        .combo("context_schedule", ["standard_static", "standard_uniform", "looped_uniform", "batched"]),
        InputSchema("context_stride", .named("INT"), ["default": 1, "min": 1]),
        .bool("closed_loop", default: false),
        .combo("fuse_method", ["pyramid", "relative", "flat", "overlap-linear"], default: "pyramid"),
    ]

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(
            try inputs.model(
                drawnIn: inputs.contextWindows(
                    length: try inputs.int("context_length"), overlap: try inputs.int("context_overlap")),
                axis: try inputs.int("dim")))
    }
}

/// The same for films whose latents have a frame for four of the pictures', Wan's and those like them.
struct WanContextWindowsManual: Node {
    var schema: NodeSchema {
        NodeSchema.v3(
            "WanContextWindowsManual", displayName: "WAN Context Windows (Manual)", category: "context",
            inputs: [
                .socket("model", "MODEL"),
                .int("context_length", default: 81, min: 1, max: maximumResolution, step: 4),
                InputSchema("context_overlap", .named("INT"), ["default": 30, "min": 0]),
            ] + ContextWindowsManual.kinds + [.bool("freenoise", default: false)],
            outputs: [OutputSchema("MODEL")],
            "Draws a long film in windows that overlap; their lengths are in pictures."
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        /// The latent's frames for so many pictures: one for the first, and one for each four behind it.
        func frames(_ pictures: Int) -> Int { pictures > 0 ? (pictures - 1) / 4 + 1 : 0 }
        let windows = try inputs.contextWindows(
            length: frames(try inputs.int("context_length")), overlap: frames(try inputs.int("context_overlap")))
        return .values(try inputs.model(drawnIn: windows, axis: 2))
    }
}

extension NodeInputs {
    fileprivate func contextWindows(length: Int, overlap: Int) throws(NodeError) -> ContextWindows {
        let windows = ContextWindows(
            length: length, overlap: overlap, schedule: try choice("context_schedule"),
            stride: try int("context_stride"), isClosed: try bool("closed_loop"), fusion: try choice("fuse_method"))
        // its windows would not move on; without it only those matter that are needed
        guard try !bool("freenoise") || overlap != length else { throw windows.overlapTooLarge }
        return windows
    }

    /// - Parameter axis: of latents, along which the windows lie.
    fileprivate func model(drawnIn windows: ContextWindows, axis: Int) throws -> Value {
        let isShuffled = try bool("freenoise")
        return try patchedModel { options in
            if isShuffled {
                options.initialNoise = { noise, seed in
                    axis < noise.rank ? windows.shuffled(noise, axis: axis, seed: seed) : noise
                }
            }
            options.preparations.append { options, run in
                options.sideWrappers.append { x, sigma, call in
                    guard axis < x.rank else {
                        throw NodeError("IndexError", "a latent of shape \(x.shape) has no dimension \(axis)")
                    }
                    let count = x.shape[axis]
                    guard count > windows.length else { return try call(x, nil) }
                    let step = run.sigmas.firstIndex { abs($0 - sigma) <= 1e-8 + 1e-4 * abs(sigma) } ?? 0
                    var sum = ContextSum(shape: x.shape, axis: axis)
                    for window in try windows.windows(of: count, step: step) {
                        let part = x.gathered(window, axis: axis)
                        let results = try call(part, LatentWindow(axis: axis, places: window))
                        try sum.add(results, window, windows)
                    }
                    return sum.results
                }
            }
        }
    }
}
