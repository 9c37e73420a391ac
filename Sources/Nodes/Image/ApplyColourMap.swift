internal import CColourMaps
internal import Formats
internal import Glibc
internal import System
internal import Tensors
internal import Workflow

/// Distances as colours: near ones bright, by one of OpenCV's tables.
struct ImageApplyColorMap: Node {
    var schema: NodeSchema {
        NodeSchema(
            "ImageApplyColorMap", displayName: "Apply ColorMap to Image (CV2)", category: "image/postprocessing",
            inputs: [
                .socket("image", "IMAGE"),
                .choice(
                    "colormap",
                    [
                        "Grayscale", "COLORMAP_AUTUMN", "COLORMAP_BONE", "COLORMAP_CIVIDIS", "COLORMAP_COOL",
                        "COLORMAP_DEEPGREEN", "COLORMAP_HOT", "COLORMAP_HSV", "COLORMAP_INFERNO", "COLORMAP_JET",
                        "COLORMAP_MAGMA", "COLORMAP_OCEAN", "COLORMAP_PARULA", "COLORMAP_PINK", "COLORMAP_PLASMA",
                        "COLORMAP_RAINBOW", "COLORMAP_SPRING", "COLORMAP_SUMMER", "COLORMAP_TURBO", "COLORMAP_TWILIGHT",
                        "COLORMAP_TWILIGHT_SHIFTED", "COLORMAP_VIRIDIS", "COLORMAP_WINTER",
                    ], options: ["default": "COLORMAP_INFERNO"]),
                InputSchema("gamma", .named("FLOAT"), ["default": 1.0, "min": 0.001, "round": 0.001, "step": 0.001]),
                InputSchema(
                    "min_depth", .named("FLOAT"), ["default": 0.001, "min": 0.001, "round": 1e-05, "step": 0.001]),
                InputSchema("max_depth", .named("FLOAT"), ["default": 100.0, "round": 1e-05, "step": 0.1]),
                .bool("one_minus", default: false), .bool("clip_min", default: true), .bool("clip_max", default: false),
            ], outputs: [OutputSchema("IMAGE")]
        ).with { $0.description = "Shows distances as greys or colours, the near ones bright." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let (least, most) = (try inputs.float("min_depth"), try inputs.float("max_depth"))
        guard 0 < least, least < most else {
            throw NodeError("ValueError", "min_depth must be positive and below max_depth")
        }
        let power = 1 / (try inputs.float("gamma"))
        guard power.isFinite else { throw NodeError("ValueError", "gamma cannot be 0") }
        let (clipsNear, clipsFar) = (try inputs.bool("clip_min"), try inputs.bool("clip_max"))
        let isTurned = try inputs.bool("one_minus")
        let map = try table(inputs.string("colormap"))
        let channels = image.shape[3]
        var result = Tensor(uninitialized: try Allocation.checked(image.shape.dropLast() + [3], "an image"))
        result.withMutableFloats { target in
            image.withFloats { source in
                for pixel in (0..<target.count / 3).halting(each: 8) {
                    var depth = source[pixel * channels]
                    if depth <= Float(least) { depth = clipsNear ? Float(least) : .nan }
                    if clipsFar, depth >= Float(most) { depth = Float(most) }
                    let inverse = Double(1 / (power == 1 ? depth : pow(depth, Float(power))))
                    let nearness = (inverse - 1 / most) / (1 / least - 1 / most)
                    // NaN is as far as can be
                    let level = nearness > 0 ? UInt8(min(nearness, 1) * 255) : 0
                    let colour = Int(isTurned ? 255 - level : level)
                    for c in 0..<3 { target[pixel * 3 + c] = Float(map(colour, c)) / 255 }
                }
            }
        }
        return .values(.tensor(result))
    }

    /// The colour of a level, RGB.
    private func table(_ name: String) throws -> (_ level: Int, _ channel: Int) -> UInt8 {
        if name == "Grayscale" { return { level, _ in UInt8(level) } }
        guard case .combo(let names) = schema.inputs[1].kind, let place = names.firstIndex(of: .string(name)),
            place <= Int(COLOUR_MAPS_COUNT)
        else { throw NodeError("ValueError", "colormap cannot be '\(name)'") }
        let start = (place - 1) * 768
        return { level, channel in colour_maps[start + level * 3 + channel] }
    }
}
