internal import Folders
internal import Formats
internal import System
internal import Workflow

/// A node whose input `image` names a picture: a file of the input folder, or one in memory.
protocol PictureInput: Node {
    var environment: NodeEnvironment { get }
}

extension PictureInput {
    /// The input's schema.
    var pictureChoice: InputSchema {
        .choice(
            "image", environment.folders.inputFiles(suffixes: NamedPicture.suffixes, includingImages: true),
            options: ["image_upload": true])
    }

    var customValidatedInputs: Set<String> { ["image"] }

    func validate(_ inputs: NodeInputs) throws -> String? { try picture(inputs).problem }
    func fingerprint(_ inputs: NodeInputs) throws -> JSON? { try picture(inputs).fingerprint }

    func picture(_ inputs: NodeInputs) throws(NodeError) -> NamedPicture {
        NamedPicture(environment: environment, name: try inputs.string("image"))
    }

    func pictureAndMask(_ inputs: NodeInputs) throws -> NodeResult {
        let picture = try picture(inputs).load()
        return .values(.tensor(try picture.values(channels: 3)), .tensor(picture.mask))
    }
}
