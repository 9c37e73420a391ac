internal import Workflow

/// The node classes of this folder.
enum SamplingNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            KSamplerNode(environment: environment),
            KSamplerAdvancedNode(environment: environment),
            ModelSamplingDiscrete(),
            ModelSamplingContinuousV(),
            ModelSamplingContinuousEDM(),
            ModelSamplingShift.sd3,
            ModelSamplingShift.stableCascade,
            ModelSamplingLTXV(),
        ]
    }
}
