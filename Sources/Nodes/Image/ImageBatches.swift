internal import Images
internal import System
internal import Tensors
internal import Workflow

struct ImageBatch: Node {
    var schema: NodeSchema {
        NodeSchema(
            "ImageBatch", displayName: "Batch Images", category: "image",
            inputs: [.link("image1", "IMAGE"), .link("image2", "IMAGE")], outputs: [OutputSchema("IMAGE")]
        ).with {
            $0.description = "Puts the second pictures behind the first, resized to their size."
            $0.isDeprecated = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let images = [try inputs.image("image1"), try inputs.image("image2")]
        return .values(.tensor(try BatchImagesNode.joined(images, context.cancellation)))
    }
}

struct RepeatImageBatch: Node {
    var schema: NodeSchema {
        .v3(
            "RepeatImageBatch", category: "image/batch",
            inputs: [.socket("image", "IMAGE"), .int("amount", default: 1, min: 1, max: 4096, linked: 1 ... .max)],
            outputs: [OutputSchema("IMAGE")], aliases: ["duplicate image", "clone image"],
            "Repeats a batch of pictures.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let (count, overflow) = image.shape[0].multipliedReportingOverflow(by: try inputs.int("amount"))
        let shape = try Allocation.checked([overflow ? Int.max : count] + image.shape.dropFirst(), "a batch of images")
        return .values(.tensor(Layout.repeated(image, toBatch: shape[0])))
    }
}

struct ImageFromBatch: Node {
    var schema: NodeSchema {
        .v3(
            "ImageFromBatch", category: "image/batch",
            inputs: [
                .socket("image", "IMAGE"), .int("batch_index", default: 0, min: 0, max: 4095, linked: 0 ... .max),
                .int("length", default: 1, min: 1, max: 4096, linked: 1 ... .max),
            ],
            outputs: [OutputSchema("IMAGE")], aliases: ["select image", "pick from batch", "extract image"],
            "Takes some pictures out of a batch.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let start = min(image.shape[0] - 1, try inputs.int("batch_index"))
        let count = min(image.shape[0] - start, try inputs.int("length"))
        return .values(.tensor(image.slice(start..<(start + count))))
    }
}

struct RebatchImages: Node {
    var schema: NodeSchema {
        .v3(
            "RebatchImages", displayName: "Rebatch Images", category: "image/batch",
            inputs: [
                .socket("images", "IMAGE"), .int("batch_size", default: 1, min: 1, max: 4096, linked: 1 ... .max),
            ],
            outputs: [OutputSchema("IMAGE", isList: true)], "Parts a list of batches anew into batches of one size."
        ).with { $0.inputIsList = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let size = try inputs.first("batch_size").int("batch_size")
        let images = try inputs.all("images").flatMap { item in
            let image = try item.image("images")
            return (0..<image.shape[0]).map { image.slice($0..<($0 + 1)) }
        }
        let batches = try stride(from: 0, to: images.count, by: size).map { start in
            let part = Array(images[start..<(start + min(size, images.count - start))])
            guard part.allSatisfy({ $0.shape == part[0].shape }) else {
                throw NodeError("RuntimeError", "cannot batch images of different sizes")
            }
            return Value.tensor(Tensor.concatenated(part))
        }
        return .values(.list(batches))
    }
}
