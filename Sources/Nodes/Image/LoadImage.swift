internal import Formats
internal import Images
internal import Tensors
internal import Workflow

struct LoadImage: PictureInput {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "LoadImage", displayName: "Load Image", category: "image",
            inputs: [
                pictureChoice
            ],
            outputs: [OutputSchema("IMAGE"), OutputSchema("MASK")]
        ).with { $0.description = "Reads a picture from the input folder; where it is transparent, its mask is 1." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let picture = try picture(inputs).load()
        let colors = PixelConversion.values(picture.pixels, channels: 3)
        return .values(.tensor(colors), .tensor(picture.mask))
    }
}
