internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

struct ImageScaleToMaxDimension: Node {
    /// One of them twice, as the reference has it.
    private static let methods: [ResamplingMethod] = [.area, .lanczos, .bilinear, .nearestExact, .bilinear, .bicubic]

    var schema: NodeSchema {
        .v3(
            "ImageScaleToMaxDimension", category: "image/upscaling",
            inputs: [
                .socket("image", "IMAGE"), .combo("upscale_method", Self.methods.map(\.rawValue)),
                .side("largest_size", min: 0, linked: .linkedPixels),
            ],
            outputs: [OutputSchema("IMAGE")], "Resizes pictures so that their longer side has so many pixels.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let size = try ScaledSize.longer(try inputs.int("largest_size"), from: (image.shape[2], image.shape[1]))
        return .values(
            .tensor(
                try Resampling.image(
                    image, width: size.width, height: size.height, inputs.choice("upscale_method"),
                    cancellation: context.cancellation)))
    }
}

struct ResizeAndPadImage: Node {
    private static let methods: [ResamplingMethod] = [.area, .bicubic, .nearestExact, .bilinear, .lanczos]

    var schema: NodeSchema {
        .v3(
            "ResizeAndPadImage", category: "image/transform",
            inputs: [
                .socket("image", "IMAGE"), .side("target_width", linked: 1...(1 << 24)),
                .side("target_height", linked: 1...(1 << 24)), .combo("padding_color", ["white", "black"]),
                .combo("interpolation", Self.methods.map(\.rawValue)),
            ],
            outputs: [OutputSchema("IMAGE")], aliases: ["fit to size"],
            "Resizes pictures into a frame in their proportions, and fills up what is left of it.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let (width, height) = (try inputs.int("target_width"), try inputs.int("target_height"))
        let (oldHeight, oldWidth) = (image.shape[1], image.shape[2])
        let scale = min(Double(width) / Double(oldWidth), Double(height) / Double(oldHeight))
        let frame = try Allocation.checked([image.shape[0], height, width, image.shape[3]], "an image")
        let resized = try Resampling.image(
            image, width: Int(Double(oldWidth) * scale), height: Int(Double(oldHeight) * scale),
            inputs.choice("interpolation"), cancellation: context.cancellation)
        let background: Float = try inputs.string("padding_color") == "black" ? 0 : 1
        return .values(.tensor(Layout.centered(resized, in: frame, background: background)))
    }
}

/// Kontext's own sizes, of which the one with the nearest proportions is taken.
struct FluxKontextImageScale: Node {
    private static let sizes = [
        (672, 1568), (688, 1504), (720, 1456), (752, 1392), (800, 1328), (832, 1248), (880, 1184), (944, 1104),
        (1024, 1024), (1104, 944), (1184, 880), (1248, 832), (1328, 800), (1392, 752), (1456, 720), (1504, 688),
        (1568, 672),
    ]

    var schema: NodeSchema {
        .v3(
            "FluxKontextImageScale", category: "advanced/conditioning/flux", inputs: [.socket("image", "IMAGE")],
            outputs: [OutputSchema("IMAGE")], "Resizes pictures to a size that Flux Kontext was trained with.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let ratio = Double(image.shape[2]) / Double(image.shape[1])
        func distance(_ size: (Int, Int)) -> Double { abs(ratio - Double(size.0) / Double(size.1)) }
        // of two that are as near the first, which is the smaller pair
        let (width, height) = Self.sizes.min { distance($0) < distance($1) } ?? (1024, 1024)
        return .values(
            .tensor(
                try Resampling.image(
                    image, width: width, height: height, .lanczos, crop: .center, cancellation: context.cancellation)))
    }
}
