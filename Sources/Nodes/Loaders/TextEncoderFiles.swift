internal import Folders
internal import Models
internal import System
internal import Workflow

extension NodeEnvironment {
    static let textEncoderFolder = "text_encoders"

    /// Text encoders of files, joined to what the type asks for.
    func textEncoder(
        _ names: [String], _ type: CLIPType, _ cancellation: Cancellation
    ) throws -> any TextEncoder {
        try load(TextEncoderLoader(type), names.map { ($0, Self.textEncoderFolder) }, cancellation).encoder
    }
}

extension NodeInputs {
    /// What a loader's files are to be joined to.
    func clipType() throws(NodeError) -> CLIPType {
        let name = try string("type")
        guard let type = CLIPType(rawValue: name) else { throw NodeError("ValueError", "there is no type \(name)") }
        return type
    }
}
