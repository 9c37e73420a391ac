internal import Folders
internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// Hands numbers to whoever asked for the prompt, as they are: a safetensors file in the temp folder, since results are
/// JSON. Pictures come as pixels too.
struct OutputTensor: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "OutputTensor", category: "sd", inputs: [.socket("tensor", "IMAGE,AUDIO,VIDEO")], outputs: []
        ).with {
            $0.isOutputNode = true
            $0.description = "Gives pictures, sound or a film as numbers, in a safetensors file of the temp folder."
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (tensors, metadata) = try contents(inputs, context)
        let target = try SaveTarget(
            prefix: "ComfyUI_tensor", root: environment.folders.path(of: .temp), links: environment.folders.links,
            template: FilenameTemplate(width: 0, height: 0))
        let names = try NumberedFiles.write(1, to: target, suffix: ".safetensors") { (_, path) throws(FormatError) in
            try SafetensorsWriter.write(tensors, metadata: metadata, to: path, overwriting: false)
        }
        let entries = names.map { name -> JSON in
            var entry: JSONObject = [
                "abs_path": .string(FilePath.join(target.folder, name)), "filename": .string(name),
                "subfolder": .string(target.subfolder), "type": "temp",
            ]
            for (key, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
                entry[key] = .array(tensor.shape.map { .int(Int128($0)) })
            }
            return .object(entry)
        }
        let images = tensors["images"].map { $0.shape[3] == 2 ? [] : PixelConversion.pixels($0) } ?? []
        return .finished(NodeOutput(ui: ["tensor": .array(entries)], images: images))
    }

    private func contents(
        _ inputs: NodeInputs, _ context: any NodeContext
    ) throws -> (tensors: [String: Tensor], metadata: JSONObject) {
        switch inputs["tensor"] {
        case .tensor?: return (["images": try inputs.image("tensor")], [:])
        case .dictionary?:
            let audio = try inputs.audio("tensor")
            return (["waveform": audio.waveform], ["sample_rate": .string(String(audio.rate))])
        default:
            let film = try inputs.video("tensor").content(context.cancellation)
            var tensors = ["images": film.images]
            var metadata: JSONObject = ["frame_rate": .string(film.rate.pythonDescription)]
            if let sound = film.sound {
                tensors["waveform"] = sound.waveform
                metadata["sample_rate"] = .string(String(sound.rate))
            }
            return (tensors, metadata)
        }
    }
}
