internal import Formats
internal import Tensors
internal import Workflow

/// Nodes that tell something of pictures.
enum ImageFacts {
    static let all: [any Node] = [
        extreme("ImageMin", "Image Minimum Value", "The smallest value of pictures.", isLeast: true),
        extreme("ImageMax", "Image Maximum Value", "The largest value of pictures.", isLeast: false),
        FunctionNode(
            NodeSchema(
                "ImageShape", displayName: "Get Image Shape", category: "image/operations",
                inputs: [.link("image", "IMAGE")],
                outputs: [OutputSchema("INT", name: "width"), OutputSchema("INT", name: "height")]
            ).with { $0.description = "Tells the size of pictures." }
        ) { inputs in
            let shape = try inputs.image("image").shape
            return [.int(Int128(shape[2])), .int(Int128(shape[1]))]
        },
    ]

    private static func extreme(
        _ name: String, _ displayName: String, _ description: String, isLeast: Bool
    ) -> FunctionNode {
        let schema = NodeSchema(
            name, displayName: displayName, category: "image/postprocessing", inputs: [.socket("image", "IMAGE")],
            outputs: [OutputSchema("FLOAT")]
        ).with { $0.description = description }
        return FunctionNode(schema) { inputs in
            let (least, largest) = Extremes.of(try inputs.image("image"))
            return [.float(isLeast ? least : largest)]
        }
    }
}
