internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct EasyCache: Node {
    var schema: NodeSchema {
        NodeSchema.v3(
            "EasyCache", category: "advanced/debug/model",
            inputs: CacheSettings.inputs,
            outputs: [OutputSchema("MODEL")],
            "Leaves out calls of the network whose result hardly changes (Zhou et al., 2025)."
        ).with {
            $0.isExperimental = true; $0.showsName = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let settings = try CacheSettings(inputs)
        return .values(
            try inputs.patchedModel { options in
                options.preparations.append { options, run in
                    let cache = Lock(settings.cache(run.sampling))
                    let isFlow = run.sampling.isFlow
                    // inside context windows, wherever these stand: each of them begins anew
                    options.sideWrappers.insert(
                        { x, _, call in
                            cache.withLock { $0.isSkipping = false }
                            return try call(x, nil)
                        }, at: 0)
                    options.networkWrappers.append { x, sigma, inputs, call in
                        try cache.withLock {
                            try $0.call(
                                x, sigma, prompts: inputs.prompts, changesInput: isFlow && inputs.concat == nil
                            ) { try call(x, sigma, inputs) }
                        }
                    }
                }
            })
    }
}
