package import Workflow

/// The library's own node classes: the lists of all folders.
package enum BuiltinNodes {
    package static func all(_ environment: NodeEnvironment) -> [any Node] {
        LoaderNodes.all(environment) + ConditioningNodes.all(environment) + SamplingNodes.all(environment)
            + CustomSamplingNodes.all(environment) + ModelPatchNodes.all + LatentNodes.all(environment)
            + ImageNodes.all(environment) + MaskNodes.all(environment) + UtilityNodes.all + LogicNodes.all
            + StringNodes.all + ArithmeticNodes.all + GeneratorNodes.all
    }
}
