internal import Folders
internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

struct HypernetworkLoader: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        .v3(
            "HypernetworkLoader", category: "loaders",
            inputs: [
                .socket("model", "MODEL"),
                .combo("hypernetwork_name", environment.folders.files(of: "hypernetworks")),
                .float("strength", default: 1, min: -10, max: 10, step: 0.01),
            ],
            outputs: [OutputSchema("MODEL")],
            "Changes a UNet's attentions by small networks beside them.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let file = (name: try inputs.string("hypernetwork_name"), category: "hypernetworks")
        let hypernetwork = try environment.load(HypernetworkFileLoader(), [file], context.cancellation)
        let strength = Float(try inputs.float("strength"))
        return .values(
            try inputs.patchedModel { options in
                let apply: @Sendable (AttentionPatches.Inputs, NetworkPatches.Call) throws -> AttentionPatches.Inputs =
                    {
                        try hypernetwork.apply($0, strength: strength, $1.compute)
                    }
                options.patches.selfAttention.inputs.append(apply)
                options.patches.crossAttention.inputs.append(apply)
            })
    }
}
