internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct LazyCache: Node {
    var schema: NodeSchema {
        NodeSchema.v3(
            "LazyCache", category: "advanced/debug/model",
            inputs: CacheSettings.inputs,
            outputs: [OutputSchema("MODEL")],
            "Leaves out steps whose result hardly changes: EasyCache around all of a step."
        ).with {
            $0.isExperimental = true; $0.showsName = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let settings = try CacheSettings(inputs)
        return .values(
            try inputs.patchedModel { options in
                options.preparations.append { options, run in
                    let cache = Lock(settings.cache(run.sampling, measured: 0))
                    let last = Lock<Denoised?>(nil)
                    options.predictionWrappers.append { x, sigma, call in
                        let prompts = [Int](repeating: 0, count: x.shape[0])
                        let x0 = try cache.withLock { cache in
                            cache.isSkipping = false
                            return try cache.call(x, sigma, prompts: prompts) {
                                let denoised = try call(x, sigma)
                                last.withLock { $0 = denoised }
                                return denoised.x0
                            }
                        }
                        let parts = last.withLock { $0 }
                        return Denoised(x0, conditional: parts?.conditional, unconditional: parts?.unconditional)
                    }
                }
            })
    }
}
