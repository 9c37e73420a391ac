internal import Folders
internal import Formats
internal import System
internal import Workflow

/// The sound of a file, one of the input folder or one that the editor has recorded.
struct LoadAudio: Node {
    let environment: NodeEnvironment
    let isRecording: Bool

    var schema: NodeSchema { isRecording ? Self.recording : file }

    private static let recording: NodeSchema = .v3(
        "RecordAudio", displayName: "Record Audio", category: "audio", inputs: [.socket("audio", "AUDIO_RECORD")],
        outputs: [OutputSchema("AUDIO")], aliases: ["microphone input", "audio capture", "voice input"],
        "Reads a sound that the editor has recorded into a file.")

    private var file: NodeSchema {
        let files = environment.folders.inputFiles(
            suffixes: MediaFile.sounds.union(MediaFile.films), includingImages: false
        ).sorted(by: NameOrder.plain).map(JSON.string)
        var schema: NodeSchema = .v3(
            "LoadAudio", displayName: "Load Audio", category: "audio",
            inputs: [InputSchema("audio", .combo([]), ["audio_upload": true, "multiselect": false, "options": []])],
            outputs: [OutputSchema("AUDIO")], aliases: ["import audio", "open audio", "audio file"],
            "Reads a sound, or that of a film, from the input folder.")
        schema.inputs[0] = InputSchema(
            "audio", .combo(files), ["audio_upload": true, "multiselect": false, "options": .array(files)])
        return schema
    }

    var customValidatedInputs: Set<String> { isRecording ? [] : ["audio"] }

    func validate(_ inputs: NodeInputs) throws -> String? {
        let name = try inputs.string("audio")
        return environment.folders.annotatedFile(name) == nil
            ? "Invalid audio file: \(name)\(environment.folders.absence(of: name))" : nil
    }

    func fingerprint(_ inputs: NodeInputs) throws -> JSON? {
        isRecording ? nil : try FileFingerprint.of(environment.folders.annotatedFile(inputs.string("audio")))
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let name = try inputs.string("audio")
        guard let path = environment.folders.annotatedFile(name) else {
            throw NodeError(
                "FileNotFoundError",
                isRecording && name.isEmpty
                    ? "nothing was recorded: a host without the editor's recorder gives the name of a file"
                    : "there is no sound \(name)")
        }
        guard let audio = try MediaFile.sound(FileBytes.read(path), name, context.cancellation) else {
            throw NodeError("ValueError", "\(name): No audio stream found in the file.")
        }
        return .values(audio.value)
    }
}

/// A picture that the editor has taken with a camera, from its file.
struct WebcamCapture: PictureInput {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "WebcamCapture", displayName: "Webcam Capture", category: "image",
            inputs: [
                .socket("image", "WEBCAM"), .int("width", default: 0, min: 0, max: 16384, step: 1),
                .int("height", default: 0, min: 0, max: 16384, step: 1), .bool("capture_on_queue", default: true),
            ], outputs: [OutputSchema("IMAGE")]
        ).with { $0.description = "Reads a picture that the editor has taken with a camera into a file." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(.tensor(try picture(inputs).load().values(channels: 3)))
    }
}
