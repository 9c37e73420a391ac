internal import Folders
internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

struct ImageCompare: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        .v3(
            "ImageCompare", displayName: "Image Compare", category: "image",
            inputs: [
                InputSchema("compare_view", .named("IMAGECOMPARE"), ["socketless": true]),
                InputSchema.socket("image_a", "IMAGE").optional, InputSchema.socket("image_b", "IMAGE").optional,
            ] + InputSchema.metadata,
            outputs: [], "Shows two pictures over one another, and keeps them in the temp folder only."
        ).with {
            $0.isOutputNode = true; $0.isExperimental = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let saver = PictureSaver(environment: environment, folder: .temp, compression: 1)
        var output = NodeOutput(ui: ["a_images": [], "b_images": []])
        for side in ["a", "b"] where inputs["image_" + side] != nil {
            let saved = try saver.save(
                try inputs.image("image_" + side), prefix: "comfy.compare." + side, inputs, context)
            output.ui?[side + "_images"] = saved.ui?["images"]
        }
        return .finished(output)
    }
}
