internal import Folders
internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

struct SaveLatent: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "SaveLatent", category: "_for_testing",
            inputs: [.link("samples", "LATENT"), .string("filename_prefix", default: "latents/ComfyUI")]
                + InputSchema.metadata
        ).with {
            $0.isOutputNode = true
            $0.description = "Writes latents to a file in the output folder."
        }
    }

    var customValidatedInputs: Set<String> { ["filename_prefix"] }

    func validate(_ inputs: NodeInputs) throws -> String? { environment.folders.writingProblem(of: .output) }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let samples = try inputs.latent("samples", ranks: Latent.anyRank).samples
        let target = try SaveTarget(
            prefix: try inputs.string("filename_prefix"), root: environment.folders.output,
            links: environment.folders.links,
            template: FilenameTemplate(width: 0, height: 0))
        var metadata: JSONObject = environment.omitsMetadata ? [:] : ["prompt": ""]
        for (keyword, text) in Metadata.entries(inputs, environment) { metadata[keyword] = .string(text) }
        let tensors = ["latent_tensor": samples, "latent_format_version_0": Tensor(uninitialized: [0])]
        let names = try NumberedFiles.write(1, to: target, suffix: ".latent") { (_, path) throws(FormatError) in
            try SafetensorsWriter.write(tensors, metadata: metadata, to: path, overwriting: false)
        }
        let entries = names.map { name -> JSON in
            ["filename": .string(name), "subfolder": .string(target.subfolder), "type": "output"]
        }
        return .finished(NodeOutput(ui: ["latents": .array(entries)]))
    }
}

struct LoadLatent: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "LoadLatent", category: "_for_testing",
            inputs: [
                .choice(
                    "latent",
                    environment.folders.inputFiles(suffixes: [".latent"], includingImages: false).sorted(
                        by: NameOrder.plain))
            ],
            outputs: [OutputSchema("LATENT")]
        ).with { $0.description = "Reads latents from a file in the input folder." }
    }

    var customValidatedInputs: Set<String> { ["latent"] }

    func validate(_ inputs: NodeInputs) throws -> String? {
        let name = try inputs.string("latent")
        return environment.folders.annotatedFile(name) == nil
            ? "Invalid latent file: \(name)\(environment.folders.absence(of: name))" : nil
    }

    func fingerprint(_ inputs: NodeInputs) throws -> JSON? {
        try FileFingerprint.of(environment.folders.annotatedFile(try inputs.string("latent")))
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let name = try inputs.string("latent")
        guard let path = environment.folders.annotatedFile(name) else {
            throw NodeError("FileNotFoundError", "no latent file \(name)")
        }
        let samples = try read(path)
        return .values(try Latent(.dictionary(["samples": .tensor(samples)]), "latent file").value)
    }

    private func read(_ path: String) throws(NodeError) -> Tensor {
        do {
            let file = try SafetensorsFile(reading: path)
            let samples = try file.tensor("latent_tensor").converted(to: .f32)
            // Before the format had a version, it held latents in the space of the one model that there was.
            let isPlain = file.info("latent_format_version_0") != nil
            return isPlain ? samples : samples * (1 / 0.18215)
        } catch let error as FormatError {
            throw NodeError(error)
        } catch {
            throw NodeError("MemoryError", "\(error)")
        }
    }
}
