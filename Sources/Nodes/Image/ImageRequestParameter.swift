internal import Folders
internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// A picture that a request names.
struct ImageRequestParameter: Node {
    let environment: NodeEnvironment
    let schema: NodeSchema

    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            ImageRequestParameter(
                environment: environment,
                schema: schema(
                    "ImageRequestParameter", RequestParameters.description,
                    InputSchema("default_if_empty", .named("IMAGE"), nil, section: .optional))),
            ImageRequestParameter(
                environment: environment,
                schema: schema("LoadImageFromURL", [], InputSchema.link("default_if_empty", "IMAGE").optional)),
        ]
    }

    private static func schema(_ name: String, _ description: [InputSchema], _ other: InputSchema) -> NodeSchema {
        NodeSchema(
            name, category: "api/openapi",
            inputs: [.string("value", default: "")] + description + [
                other, InputSchema.bool("alpha_is_transparency", default: false).optional,
            ],
            outputs: [OutputSchema("IMAGE"), OutputSchema("MASK")]
        ).with {
            $0.description =
                "Reads the picture that a request names, a file or (where the host allows it) a URL, or gives another "
                + "one if it names none."
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let name = try inputs.string("value")
        if name.allSatisfy(\.isWhitespace) {
            return .values(inputs["default_if_empty"] ?? .null, .null)
        }
        let file = RequestedFile(environment: environment, name: name)
        let picture =
            file.isURL
            ? try NamedPicture.content(of: file.fetched(context), name)
            : try NamedPicture(environment: environment, name: name).load()
        let keepsAlpha = inputs["alpha_is_transparency"] == nil ? false : try inputs.bool("alpha_is_transparency")
        let colors = try picture.values(channels: keepsAlpha ? 4 : 3)
        return .values(.tensor(colors), .tensor(picture.mask))
    }
}
