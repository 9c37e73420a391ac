internal import Images
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
