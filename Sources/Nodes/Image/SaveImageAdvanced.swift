internal import Folders
internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// Pictures as PNG of 8 or 16 bits, or as OpenEXR, as ComfyUI's newer releases save them.
struct SaveImageAdvanced: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        func choice(_ name: String, _ values: [String]) -> InputSchema {
            var input = InputSchema.combo(name, values, default: values[0])
            input.options?["advanced"] = true
            return input
        }
        return .v3(
            "SaveImageAdvanced", displayName: "Save Image (Advanced)", category: "image",
            inputs: [
                .socket("images", "IMAGE"), .string("filename_prefix", default: "ComfyUI", extra: ["multiline": false]),
                .choices(
                    "format",
                    [
                        ("png", [choice("bit_depth", ["8-bit", "16-bit"]), choice("input_color_space", ["sRGB"])]),
                        (
                            "exr",
                            [
                                choice("bit_depth", ["32-bit float"]),
                                choice("input_color_space", ["sRGB", "HDR", "linear"]),
                            ]
                        ),
                    ]),
            ] + InputSchema.metadata, outputs: [OutputSchema("IMAGE", name: "images")],
            aliases: ["save", "save image", "export image", "output image", "write image"],
            "Writes pictures into the output folder, as PNG or OpenEXR."
        ).with { $0.isOutputNode = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let images = try inputs.image("images")
        guard images.shape[3] != 2 else {
            throw NodeError("TypeError", "cannot save an image of shape \(images.shape)")
        }
        let format = try inputs.string("format")
        let depth = inputs["format.bit_depth"] == nil ? nil : try inputs.string("format.bit_depth")
        let space = inputs["format.input_color_space"] == nil ? "sRGB" : try inputs.string("format.input_color_space")
        let target = try SaveTarget(
            prefix: try inputs.string("filename_prefix"), root: environment.folders.path(of: .output),
            links: environment.folders.links,
            template: FilenameTemplate(width: images.shape[2], height: images.shape[1]))
        let metadata = Metadata.entries(inputs, environment)
        let pixels = format == "png" ? try SavedPixels.of(images, context.cancellation) : []
        var files: [[UInt8]] = []
        for item in 0..<images.shape[0] {
            try context.cancellation.check()
            let image = images.slice(item..<(item + 1))
            files.append(
                try translatingErrors {
                    switch (format, depth ?? (format == "exr" ? "32-bit float" : "8-bit")) {
                    case ("png", "8-bit"): try PNG().encode(pixels[item], text: metadata)
                    case ("png", "16-bit"): try PNG().encodeDeep(image, text: metadata)
                    case ("exr", "32-bit float"):
                        try OpenEXR.encode(image, space: OpenEXR.Space(rawValue: space) ?? .sRGB, text: metadata)
                    default:
                        throw NodeError("ValueError", "pictures are not saved as \(format) of \(depth ?? "any depth")")
                    }
                })
        }
        let entries = try PictureSaver(environment: environment, folder: .output, compression: 4).write(
            files, suffix: "." + format, to: target)
        return .finished(
            NodeOutput([.tensor(images)], ui: ["images": .array(entries)], images: pixels))
    }
}
