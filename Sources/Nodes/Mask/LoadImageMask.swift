internal import Formats
internal import Images
internal import Tensors
internal import Workflow

struct LoadImageMask: PictureInput {
    private static let channels = ["alpha", "red", "green", "blue"]
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "LoadImageMask", displayName: "Load Image (as Mask)", category: "mask",
            inputs: [
                pictureChoice,
                .choice("channel", Self.channels),
            ],
            outputs: [OutputSchema("MASK")]
        ).with { $0.description = "Reads one channel of a picture as a mask; for alpha, 1 is transparent." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let name = try inputs.string("channel")
        guard let index = Self.channels.firstIndex(of: name) else {
            throw NodeError("ValueError", "there is no channel '\(name)'")
        }
        let picture = try picture(inputs)
        let pixels = try picture.load().first(of: picture.name)
        let mask =
            index == 0 ? PixelConversion.channel(pixels, 3).map { 1 - $0 } : PixelConversion.channel(pixels, index - 1)
        return .values(.tensor(mask))
    }
}
