internal import Folders
internal import Models
internal import System
internal import Tensors
internal import Workflow

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
        let loader = ControlLoader(roundedTo: try inputs.weightFormat())
        let file = (name: try inputs.string("control_net_name"), category: "controlnet")
        return .values(.object(ControlNetObject(try environment.load(loader, [file], context.cancellation))))
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
