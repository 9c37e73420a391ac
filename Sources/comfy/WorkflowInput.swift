internal import Configuration
internal import EditorFormat
internal import Engine
internal import Formats
internal import Images
internal import System
internal import Workflow

/// The workflow that a command line names, in whatever form and file.
struct WorkflowInput {
    let path: String
    private let file: JSONObject
    private let schemas: JSONObject

    init(_ path: String, _ arguments: Arguments) throws {
        self.path = path
        let bytes = try InputFile.read(path)
        do {
            file = try WorkflowFile.read(bytes)
        } catch {
            let picture = error.isAbsent ? nil : ImageCodecs.name(of: bytes)
            throw CommandError(
                status: 1,
                message: "\(path): "
                    + (picture.map { "a \($0) picture, in which no workflow is looked for" } ?? error.message))
        }
        schemas = try Self.schemas(arguments["--schemas"])
    }

    /// A file of ComfyUI's `object_info`.
    private static func schemas(_ path: String?) throws -> JSONObject {
        guard let path else { return [:] }
        do {
            guard let schemas = try JSON(parsing: try InputFile.read(path)).object else {
                throw CommandError(status: 2, message: "--schemas: \(path) is not a JSON object")
            }
            return schemas
        } catch let error as FormatError {
            throw CommandError(status: 2, message: "--schemas: \(path): \(error.message)")
        }
    }

    /// What the client is to run, before it is changed.
    func request(_ client: Client) throws(EngineError) -> (PromptRequest, PromptEditor) {
        let document = WorkflowDocument(file)
        let editor = try client.editor(file, schemas: schemas)
        return (
            PromptRequest(clientID: document.clientID, prompt: editor.prompt, extraData: document.extraData), editor
        )
    }
}
