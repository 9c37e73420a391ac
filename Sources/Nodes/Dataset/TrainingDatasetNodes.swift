internal import Folders
internal import Formats
internal import Images
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// Pictures and texts as a model sees them, for whoever trains one.
struct MakeTrainingDataset: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        .v3(
            "MakeTrainingDataset", displayName: "Make Training Dataset", category: "dataset",
            inputs: [
                .socket("images", "IMAGE"), .socket("vae", "VAE"), .socket("clip", "CLIP"),
                InputSchema.string("texts", extra: ["multiline": false]).optional,
            ],
            outputs: TrainingDataset.outputs, aliases: ["encode dataset"],
            "Encodes pictures and the texts that belong to them."
        ).with {
            $0.isExperimental = true
            $0.inputIsList = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let images = try inputs.all("images").map { try $0.image("images") }
        let (vae, clip) = (try inputs.first("vae").vae(), try inputs.first("clip").clip())
        var texts = inputs["texts"] == nil ? [] : try inputs.all("texts").map { try $0.string("texts") }
        if texts.isEmpty { texts = [""] }
        if texts.count == 1 { texts = Array(repeating: texts[0], count: max(images.count, 1)) }
        guard texts.count == images.count else {
            throw NodeError(
                "ValueError",
                "Number of texts (\(texts.count)) does not match number of images (\(images.count)). "
                    + "Text list should have length \(images.count), 1, or 0.")
        }
        let latents = try images.map { image in
            Latent(try environment.encode(Layout.matchingChannels(image, 3), vae, context.cancellation)).value
        }
        var known: [String: Value] = [:]
        let conditionings = try texts.map { text -> Value in
            if let value = known[text] { return value }
            let value = try environment.conditioning(Prompt(text), clip, context.cancellation).value
            known[text] = value
            return value
        }
        return .values(.list(latents), .list(conditionings))
    }
}

struct SaveTrainingDataset: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        .v3(
            "SaveTrainingDataset", displayName: "Save Training Dataset", category: "dataset",
            inputs: [
                .socket("latents", "LATENT"), .socket("conditioning", "CONDITIONING"), TrainingDataset.folder,
                .int("shard_size", default: 1000, min: 1, max: 100000),
            ] + InputSchema.metadata,
            outputs: [], aliases: ["export training data"],
            "Writes latents and their prompts into a folder of the output folder, as files of PyTorch's."
        ).with {
            $0.isOutputNode = true
            $0.isExperimental = true
            $0.inputIsList = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let name = try inputs.first("folder_name").string("folder_name")
        let size = try inputs.first("shard_size").int("shard_size")
        let latents = try inputs.all("latents").map { try TrainingDataset.item($0["latents"]) }
        let conditionings = try inputs.all("conditioning").map { try TrainingDataset.item($0["conditioning"]) }
        guard latents.count == conditionings.count else {
            throw NodeError(
                "ValueError",
                "Number of latents (\(latents.count)) does not match number of conditions (\(conditionings.count)). "
                    + "Something went wrong in dataset preparation.")
        }
        let target = try SaveTarget(
            prefix: name + "/shard", root: environment.folders.path(of: .output), links: environment.folders.links,
            template: FilenameTemplate(width: 0, height: 0))
        let starts = Array(stride(from: 0, to: latents.count, by: size))
        for (shard, start) in starts.enumerated() {
            try context.cancellation.check()
            let range = start..<min(start + size, latents.count)
            let file = try translatingErrors {
                try TorchArchiveWriter.serialize(
                    .dictionary([
                        ("latents", .list(Array(latents[range]))),
                        ("conditioning", .list(Array(conditionings[range]))),
                    ]))
            }
            try write(file, target, "shard_\(padded(shard, 4)).pkl")
        }
        let facts: JSON = [
            "num_samples": .int(Int128(latents.count)), "num_shards": .int(Int128(starts.count)),
            "shard_size": .int(Int128(size)),
        ]
        try write(Array(Value.indented(facts, step: 2).utf8), target, "metadata.json")
        return .finished(NodeOutput())
    }

    private func write(_ file: [UInt8], _ target: SaveTarget, _ name: String) throws {
        try translatingErrors {
            _ = try AtomicFile.write(file, to: FilePath.join(target.folder, name), overwriting: true)
        }
    }
}

struct LoadTrainingDataset: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        .v3(
            "LoadTrainingDataset", displayName: "Load Training Dataset", category: "dataset",
            inputs: [TrainingDataset.folder], outputs: TrainingDataset.outputs,
            aliases: ["import dataset", "training data"],
            "Reads what SaveTrainingDataset wrote; tensors and plain values alone, nothing of it is run."
        ).with { $0.isExperimental = true }
    }

    private func files(_ inputs: NodeInputs) throws -> [String] {
        let name = try inputs.string("folder_name")
        let files = DatasetFolder.shards(try DatasetFolder.path(name, in: .output, environment))
        guard !files.isEmpty else { throw NodeError("ValueError", "No shard files found in \(name)") }
        return files
    }

    /// The files may be written anew by another node.
    func fingerprint(_ inputs: NodeInputs) throws -> JSON? {
        .array(try files(inputs).map { .string("\(try FileIdentity(path: $0))") })
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var (latents, conditionings): ([Value], [Value]) = ([], [])
        for path in try files(inputs) {
            try context.cancellation.check()
            let shard = try translatingErrors {
                TrainingDataset.value(try PickledItem(ModelFileBytes(path: path, isMapped: false)))
            }
            guard let members = shard.dictionary, let some = members["latents"]?.list,
                let others = members["conditioning"]?.list, some.count == others.count
            else { throw NodeError("ValueError", "\(path) is no part of a training dataset") }
            latents += try some.map { try Latent($0, path, ranks: 3...5).value }
            conditionings += try others.map { try Conditioning($0, path).value }
        }
        return .values(.list(latents), .list(conditionings))
    }
}

/// What these nodes have in common.
private enum TrainingDataset {
    static let outputs = [
        OutputSchema("LATENT", name: "latents", isList: true),
        OutputSchema("CONDITIONING", name: "conditioning", isList: true),
    ]

    static let folder = InputSchema.string("folder_name", default: "training_dataset", extra: ["multiline": false])

    /// - Throws: for values that are more than numbers.
    static func item(_ value: Value?) throws(NodeError) -> PickledItem {
        switch value {
        case .null?, nil: return .none
        case .bool(let value)?: return .bool(value)
        case .int(let value)?:
            guard let value = Int(exactly: value) else { throw NodeError("OverflowError", "\(value) is too large") }
            return .int(value)
        case .float(let value)?: return .float(value)
        case .string(let value)?: return .string(value)
        case .tensor(let tensor)?: return .tensor(tensor)
        case .list(let values)?:
            var items: [PickledItem] = []
            for value in values { items.append(try item(value)) }
            return .list(items)
        case .dictionary(let members)?:
            var items: [(key: String, value: PickledItem)] = []
            for (key, value) in members { items.append((key, try item(value))) }
            return .dictionary(items)
        case .object(let object)?:
            throw NodeError(
                "TypeError", "a training dataset holds tensors, numbers and texts, no \(object.className)")
        }
    }

    static func value(_ item: PickledItem) -> Value {
        switch item {
        case .none: .null
        case .bool(let value): .bool(value)
        case .int(let value): .int(Int128(value))
        case .float(let value): .float(value)
        case .string(let value): .string(value)
        case .tensor(let tensor): .tensor(tensor)
        case .list(let items): .list(items.map(value))
        case .dictionary(let members):
            .dictionary(
                members.reduce(into: ValueDictionary()) { dictionary, member in
                    dictionary[member.key] = value(member.value)
                })
        }
    }
}
