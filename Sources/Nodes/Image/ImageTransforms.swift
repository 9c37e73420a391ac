internal import Formats
internal import Tensors
internal import Workflow

struct ImageCrop: Node {
    var schema: NodeSchema {
        .v3(
            "ImageCrop", displayName: "Image Crop", category: "image/transform",
            inputs: [.socket("image", "IMAGE"), .side("width"), .side("height"), .place("x"), .place("y")],
            outputs: [OutputSchema("IMAGE")], aliases: ["trim"], "Cuts a part out of pictures.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let x = min(try inputs.int("x"), image.shape[2] - 1)
        let y = min(try inputs.int("y"), image.shape[1] - 1)
        let columns = x..<(x + min(try inputs.int("width"), image.shape[2] - x))
        let rows = y..<(y + min(try inputs.int("height"), image.shape[1] - y))
        return .values(.tensor(Layout.cropped(image, y: rows, x: columns)))
    }
}

struct ImageFlip: Node {
    var schema: NodeSchema {
        .v3(
            "ImageFlip", category: "image/transform",
            inputs: [.socket("image", "IMAGE"), .combo("flip_method", Flip.allCases.map(\.rawValue))],
            outputs: [OutputSchema("IMAGE")], aliases: ["mirror", "reflect"], "Mirrors pictures.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(.tensor(try inputs.choice("flip_method", Flip.self).apply(try inputs.image("image"))))
    }
}

struct ImageRotate: Node {
    var schema: NodeSchema {
        .v3(
            "ImageRotate", category: "image/transform",
            inputs: [.socket("image", "IMAGE"), .combo("rotation", Rotation.allCases.map(\.rawValue))],
            outputs: [OutputSchema("IMAGE")], aliases: ["turn", "flip orientation"], "Turns pictures clockwise.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(.tensor(try inputs.choice("rotation", Rotation.self).apply(try inputs.image("image"))))
    }
}

struct ImageScaleToTotalPixels: Node {
    var schema: NodeSchema {
        var steps = InputSchema.int("resolution_steps", default: 1, min: 1, max: 256, linked: 1...(1 << 24))
        steps.section = .optional
        return .v3(
            "ImageScaleToTotalPixels", category: "image/upscaling",
            inputs: [
                .socket("image", "IMAGE"),
                .combo("upscale_method", ResamplingMethod.forImages.map(\.rawValue)),
                .float("megapixels", default: 1, min: 0.01, max: 16, step: 0.01), steps,
            ],
            outputs: [OutputSchema("IMAGE")], "Resizes pictures to about so many pixels, in their proportions.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let (height, width) = (image.shape[1], image.shape[2])
        let total = try inputs.float("megapixels") * 1024 * 1024
        let steps =
            inputs["resolution_steps"] == nil ? 1 : try inputs.int("resolution_steps")
        let factor = (total / (Double(width) * Double(height))).squareRoot()
        func side(_ size: Int) throws -> Int {
            let (product, overflow) = try Rounding.integer(Double(size) * factor / Double(steps))
                .multipliedReportingOverflow(by: steps)
            guard !overflow else { throw NodeError("ValueError", "the size is out of range") }
            return product
        }
        let result = try Resampling.image(
            image, width: try side(width), height: try side(height), inputs.choice("upscale_method"),
            cancellation: context.cancellation)
        return .values(.tensor(result))
    }
}

struct GetImageSize: Node {
    var schema: NodeSchema {
        .v3(
            "GetImageSize", displayName: "Get Image Size", category: "image",
            inputs: [.socket("image", "IMAGE"), .hidden("unique_id", "UNIQUE_ID")],
            outputs: ["width", "height", "batch_size"].map { OutputSchema("INT", name: $0) },
            aliases: ["dimensions", "resolution", "image info"], "Tells a picture's size, also as text on the node.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let shape = try inputs.image("image").shape
        context.text("width: \(shape[2]), height: \(shape[1])\n batch size: \(shape[0])")
        return .values(.int(Int128(shape[2])), .int(Int128(shape[1])), .int(Int128(shape[0])))
    }
}
