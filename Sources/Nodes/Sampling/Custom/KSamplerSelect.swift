internal import Sampling
internal import Workflow

struct KSamplerSelect: Node {
    var schema: NodeSchema {
        .sampler("KSamplerSelect", [.combo("sampler_name", Sampler.allNames)], "A sampler by its name.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let name = try inputs.string("sampler_name")
        return .values(.object(SamplerObject(try translatingErrors { try Sampler(named: name) })))
    }
}

extension NodeSchema {
    static func sampler(
        _ name: String, displayName: String? = nil, _ inputs: [InputSchema], _ description: String
    ) -> Self {
        .v3(
            name, displayName: displayName, category: "sampling/custom_sampling/samplers", inputs: inputs,
            outputs: [OutputSchema("SAMPLER")], description)
    }
}

extension InputSchema {
    static func eta(max: Double = 100) -> Self { .unrounded("eta", default: 1, max: max) }
    static func noiseScale(max: Double = 100) -> Self { .unrounded("s_noise", default: 1, max: max) }
}

extension NodeInputs {
    func single(_ name: String) throws(NodeError) -> Float { Float(try float(name)) }
}

extension NodeResult {
    static func sampler(_ algorithm: any SamplerAlgorithm) -> Self {
        .values(.object(SamplerObject(Sampler(algorithm))))
    }
}
