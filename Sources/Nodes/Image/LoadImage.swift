internal import Folders
internal import Formats
internal import Images
internal import System
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
        ).with {
            $0.description =
                "Reads a picture from the input folder, an animation as a batch; where it is transparent, its mask is 1."
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        try pictureAndMask(inputs)
    }
}

struct LoadImageOutput: PictureInput {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "LoadImageOutput", displayName: "Load Image (from Outputs)", category: "image",
            inputs: [
                InputSchema(
                    "image", .named("COMBO"),
                    [
                        "image_upload": true, "image_folder": "output",
                        "remote": [
                            "route": "/internal/files/output", "refresh_button": true, "control_after_refresh": "first",
                        ],
                    ])
            ],
            outputs: [OutputSchema("IMAGE"), OutputSchema("MASK")]
        ).with {
            $0.isExperimental = true
            $0.description = "Reads a picture that was saved before: \"name.png [output]\"."
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        try pictureAndMask(inputs)
    }
}
