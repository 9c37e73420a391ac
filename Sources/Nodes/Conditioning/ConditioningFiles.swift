internal import Folders
internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// What is encoded once and needs no text encoder later. Both classes are of ComfyUI's newer releases.
enum ConditioningFile {
    /// The tensor that a file is about; other tensors, and the plain values of this key of its metadata, go with it.
    static let (tensor, options) = ("conditioning", "conditioning_options")
    static let folder = "embeddings"
}

struct ConditioningLoader: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        .v3(
            "ConditioningLoader", displayName: "Load Conditioning", category: "model/loaders",
            inputs: [.combo("conditioning_name", environment.folders.files(of: ConditioningFile.folder))],
            outputs: [OutputSchema("CONDITIONING")], "Reads an encoded prompt from a file in the embeddings folder.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let name = try inputs.string("conditioning_name")
        // what is no model file is read, not mapped
        var reading = environment
        reading.mapsModels = false
        let source = try ModelSource(name, of: ConditioningFile.folder, in: reading)
        let value = try translatingErrors { try Self.read(source.open(), context.cancellation) }
        return .values(try Conditioning(value, name).value)
    }

    private static func read(_ file: any WeightSource, _ cancellation: Cancellation) throws -> Value {
        guard file.info(ConditioningFile.tensor) != nil else {
            throw NodeError("KeyError", "\(file.name): no tensor \(ConditioningFile.tensor)")
        }
        var options: ValueDictionary = [:]
        if let text = file.metadata[ConditioningFile.options] {
            guard case .dictionary(let given) = Value(try JSON(parsing: text)) else {
                throw NodeError("ValueError", "\(file.name): \(ConditioningFile.options) is no object")
            }
            options = given
        }
        // "latents.0", "latents.1", ...: the items of a list
        var lists: [String: [(index: Int, tensor: Tensor)]] = [:]
        for name in file.names where name != ConditioningFile.tensor {
            try cancellation.check()
            let tensor = try file.weight(name).expanded()
            let parts = name.split(separator: ".", omittingEmptySubsequences: false)
            let isNumber = parts[parts.count - 1].utf8.allSatisfy { (0x30...0x39).contains($0) }
            if parts.count > 1, isNumber, let index = Int(parts[parts.count - 1]) {
                lists[parts.dropLast().joined(separator: "."), default: []].append((index, tensor))
            } else {
                options[name] = .tensor(tensor)
            }
        }
        for (name, items) in lists.sorted(by: { $0.key < $1.key }) {
            options[name] = .list(items.sorted { $0.index < $1.index }.map { .tensor($0.tensor) })
        }
        let hidden = try file.weight(ConditioningFile.tensor).expanded()
        return .list([.list([.tensor(hidden), .dictionary(options)])])
    }
}

struct SaveConditioning: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema.v3(
            "SaveConditioning", displayName: "Save Conditioning", category: "model/conditioning",
            inputs: [
                .socket("conditioning", "CONDITIONING"),
                .string("filename_prefix", default: "conditioning/ComfyUI", extra: ["multiline": false]),
            ],
            outputs: [], aliases: ["export conditioning", "cache text encoder output"],
            "Writes an encoded prompt to a file in the output folder; ConditioningLoader takes it from models/embeddings."
        ).with { $0.isOutputNode = true }
    }

    var customValidatedInputs: Set<String> { ["filename_prefix"] }

    func validate(_ inputs: NodeInputs) throws -> String? { environment.folders.writingProblem(of: .output) }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        guard let list = try inputs.conditioning("conditioning").value.list, list.count == 1,
            let parts = list[0].list, let hidden = parts.first?.tensor, let options = parts.last?.dictionary
        else {
            throw NodeError("ValueError", "a file holds one prompt: save prompts before they are combined")
        }
        var tensors = [ConditioningFile.tensor: hidden]
        var plain: JSONObject = [:]
        for (key, value) in options {
            switch value {
            case .null: continue
            case .tensor(let tensor): tensors[key] = tensor
            case .bool, .int, .float, .string: plain[key] = value.json
            case .list(let items) where items.allSatisfy({ $0.tensor != nil }):
                for (index, item) in items.enumerated() { tensors["\(key).\(index)"] = item.tensor }
            default: throw NodeError("ValueError", "a conditioning's \(key) (\(value.pythonType)) cannot be saved")
            }
        }
        let target = try SaveTarget(
            prefix: try inputs.string("filename_prefix"), root: environment.folders.output,
            links: environment.folders.links, template: FilenameTemplate(width: 0, height: 0))
        let metadata: JSONObject = [ConditioningFile.options: .string(JSON.object(plain).serialized(.python))]
        let written = tensors
        _ = try NumberedFiles.write(1, to: target, suffix: ".safetensors") { (_, path) throws(FormatError) in
            try SafetensorsWriter.write(written, metadata: metadata, to: path, overwriting: false)
        }
        return .finished(NodeOutput())
    }
}
