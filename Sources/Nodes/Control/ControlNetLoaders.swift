internal import Folders
internal import Models
internal import System
internal import Tensors
internal import Workflow

struct ControlNetLoader: PreloadingNode {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "ControlNetLoader", displayName: "Load ControlNet Model", category: "loaders",
            inputs: [.choice("control_net_name", environment.folders.files(of: preloadedFolder))],
            outputs: [OutputSchema("CONTROL_NET")]
        ).with { $0.description = "Loads a ControlNet, a Control-LoRA or a T2I-Adapter." }
    }

    var preloadedFolder: String { "controlnet" }

    func preload(_ name: String, _ cancellation: Cancellation) throws {
        _ = try environment.controlNet(name, nil, cancellation)
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let control = try environment.controlNet(try inputs.string("control_net_name"), nil, context.cancellation)
        return .values(.object(ControlNetObject(control)))
    }
}

struct ControlNetLoaderWeights: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "ControlNetLoaderWeights", displayName: "Load ControlNet Model (Weights)", category: "loaders",
            inputs: [
                .choice("control_net_name", environment.folders.files(of: "controlnet")),
                .choice("weight_dtype", UNETLoader.formats.map(\.name)),
            ],
            outputs: [OutputSchema("CONTROL_NET")]
        ).with { $0.description = "Loads a ControlNet with its weights rounded." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let wanted = try inputs.string("weight_dtype")
        guard let row = UNETLoader.formats.first(where: { $0.name == wanted }) else {
            throw NodeError("ValueError", "there is no weight_dtype \(wanted)")
        }
        let name = try inputs.string("control_net_name")
        return .values(
            .object(ControlNetObject(try environment.controlNet(name, row.format, context.cancellation))))
    }
}

struct DiffControlNetLoader: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "DiffControlNetLoader", displayName: "Load ControlNet Model (diff)", category: "loaders",
            inputs: [
                .link("model", "MODEL"),
                .choice("control_net_name", environment.folders.files(of: "controlnet")),
            ],
            outputs: [OutputSchema("CONTROL_NET")]
        ).with { $0.description = "Loads a ControlNet whose weights are stored as differences to a model's." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let model = try inputs.model()
        let source = try ModelSource(try inputs.string("control_net_name"), of: "controlnet", in: environment)
        // it belongs to that model: the store of models, which others share, does not keep it
        let control = try translatingErrors {
            try ControlLoader().load(
                try source.open(), for: model, environment.compute(context.cancellation), environment.models.budget)
        }
        return .values(.object(ControlNetObject(control)))
    }
}

extension NodeEnvironment {
    fileprivate func controlNet(
        _ name: String, _ format: Float8?, _ cancellation: Cancellation
    ) throws -> LoadedControl {
        try load(ControlLoader(roundedTo: format), [(name, "controlnet")], cancellation)
    }
}
