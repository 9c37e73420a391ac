internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// Pictures that get a size which a model was trained with, or a given one.
enum ImageResizes {
    private enum Mode: String { case cover, contain, auto }

    static let all: [any Node] = [
        FittingNode(
            NodeSchema(
                "ImageResize", displayName: "Fit Image to Diffusion Size", category: "image/transform",
                inputs: [
                    .link("image", "IMAGE"),
                    .choice("resize_mode", ["cover", "contain", "auto"], options: ["default": "cover"]),
                    .choice(
                        "resolutions",
                        [
                            "SDXL/SD3/Flux", "SD1.5", "LTXV", "Ideogram", "Cosmos", "HunyuanVideo", "WAN 14b",
                            "WAN 1.3b", "WAN 14b with extras", "HiDream 1 Edit", "Kontext", "Unknown", "Qwen Image",
                        ], options: ["default": "SDXL/SD3/Flux"]),
                    .choice(
                        "interpolation", ["nearest-exact", "bilinear", "area", "bicubic", "lanczos"],
                        options: ["default": "lanczos"]),
                    InputSchema(
                        "aspect_ratio_tolerance", .named("FLOAT"),
                        ["default": 0.05, "max": 1.0, "min": 0, "step": 0.001]
                    ).optional,
                ],
                outputs: [OutputSchema("IMAGE")]
            ).with { $0.description = "Resizes pictures to a size that a family of models was trained with." }
        ) { inputs in
            (
                DiffusionSizes.sizes(of: try inputs.string("resolutions")),
                inputs["aspect_ratio_tolerance"] == nil ? 0.05 : try inputs.float("aspect_ratio_tolerance")
            )
        },
        FittingNode(
            NodeSchema(
                "ImageResize1", displayName: "Fit Image to Width Height", category: "image/transform",
                inputs: [
                    .link("image", "IMAGE"),
                    .choice("resize_mode", ["cover", "contain", "auto"], options: ["default": "cover"]),
                    InputSchema("width", .named("INT"), ["min": 1]), InputSchema("height", .named("INT"), ["min": 1]),
                    .choice(
                        "interpolation", ["nearest-exact", "bilinear", "area", "bicubic", "lanczos"],
                        options: ["default": "lanczos"]),
                ],
                outputs: [OutputSchema("IMAGE")]
            ).with { $0.description = "Resizes pictures to a width and a height." }
        ) { inputs in
            let (width, height) = (try inputs.int("width"), try inputs.int("height"))
            guard width <= Int(maximumResolution) * 4, height <= Int(maximumResolution) * 4 else {
                throw NodeError("ValueError", "\(width)x\(height) is too large")
            }
            return ([(width, height)], 0)
        },
    ]

    private struct FittingNode: Node {
        let schema: NodeSchema
        private let sizes: @Sendable (NodeInputs) throws -> ([DiffusionSizes.Size], Double)

        init(
            _ schema: NodeSchema, _ sizes: @escaping @Sendable (NodeInputs) throws -> ([DiffusionSizes.Size], Double)
        ) {
            self.schema = schema
            self.sizes = sizes
        }

        func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
            let image = try inputs.image("image")
            let (sizes, tolerance) = try sizes(inputs)
            let mode = try inputs.choice("resize_mode", Mode.self)
            let (width, height) = (Double(image.shape[2]), Double(image.shape[1]))
            let ratio = width / height
            let least = sizes.map { DiffusionSizes.distance($0, ratio) }.min() ?? 0
            let near = sizes.filter { DiffusionSizes.distance($0, ratio) <= least + tolerance }
            var target = near.first ?? (512, 512)
            for size in near where size.width * size.height > target.width * target.height { target = size }
            let (across, down) = (Double(target.width) / width, Double(target.height) / height)
            let new: (width: Int, height: Int)
            switch mode {
            case .cover: new = (Int(width * max(across, down)), Int(height * max(across, down)))
            case .contain: new = (Int(width * min(across, down)), Int(height * min(across, down)))
            case .auto:
                new =
                    ratio > Double(target.width) / Double(target.height)
                    ? (target.width, Int(height * Double(target.width) / width))
                    : (Int(width * Double(target.height) / height), target.height)
            }
            // a side of nothing, or one that rounding made a little short
            let scaled = (max(new.width, 1), max(new.height, 1))
            let resized = try Resampling.image(
                image, width: scaled.0, height: scaled.1, inputs.choice("interpolation"),
                cancellation: context.cancellation)
            let (x, y) = ((scaled.0 - target.width) / 2, (scaled.1 - target.height) / 2)
            let result: Tensor
            if mode == .cover {
                let (left, top) = (max(x, 0), max(y, 0))
                result = Layout.cropped(
                    resized, y: top..<min(top + target.height, scaled.1), x: left..<min(left + target.width, scaled.0))
            } else if mode == .auto, scaled.0 == target.width, scaled.1 == target.height {
                result = resized
            } else {
                guard image.shape[3] == 3 else {
                    throw NodeError("RuntimeError", "pictures of 3 channels are framed, not of \(image.shape[3])")
                }
                let shape = [image.shape[0], target.height, target.width, 3]
                result = Layout.centered(resized, in: try Allocation.checked(shape, "an image"), background: 0)
            }
            return .values(.tensor(result.map { min(max($0, 0), 1) }))
        }
    }
}
