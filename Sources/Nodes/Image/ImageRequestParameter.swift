internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// A picture that a request names: a file of the input folder or one in memory. Unlike ComfyUI's it reads nothing from
/// the network and nothing outside the folders.
struct ImageRequestParameter: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "ImageRequestParameter", category: "api/openapi",
            inputs: [
                .string("value", default: "")
            ] + RequestParameters.description + [
                InputSchema("default_if_empty", .named("IMAGE"), nil, section: .optional),
                InputSchema("alpha_is_transparency", .named("BOOLEAN"), ["default": false], section: .optional),
            ],
            outputs: [OutputSchema("IMAGE"), OutputSchema("MASK")]
        ).with { $0.description = "Reads the picture that a request names, or gives another one if it names none." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let name = try inputs.string("value")
        if name.allSatisfy(\.isWhitespace) {
            return .values(inputs["default_if_empty"] ?? .null, .null)
        }
        guard !name.contains("://") else {
            throw NodeError("ValueError", "\(name): pictures are not fetched; name a file of the input folder")
        }
        let picture = try NamedPicture(environment: environment, name: name).load()
        let keepsAlpha = inputs["alpha_is_transparency"] == nil ? false : try inputs.bool("alpha_is_transparency")
        let colors = PixelConversion.values(picture.pixels, channels: keepsAlpha ? 4 : 3)
        return .values(.tensor(colors), .tensor(picture.mask))
    }
}
