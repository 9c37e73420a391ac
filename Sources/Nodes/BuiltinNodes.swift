package import Workflow

/// The library's own node classes: the lists of all folders.
package enum BuiltinNodes {
    package static func all(_ environment: NodeEnvironment) -> [any Node] {
        LoaderNodes.all(environment) + ConditioningNodes.all(environment) + SamplingNodes.all(environment)
            + CustomSamplingNodes.all(environment) + ControlNodes.all(environment)
            + VisionNodes.all(environment) + UpscaleNodes.all(environment) + ModelPatchNodes.all(environment)
            + HookNodes.all(environment) + MergingNodes.all(environment)
            + TransformerNodes.all + LatentNodes.all(environment)
            + ImageNodes.all(environment) + MaskNodes.all(environment) + UtilityNodes.all + LogicNodes.all
            + StringNodes.all(environment) + ArithmeticNodes.all + GeneratorNodes.all + AudioNodes.all
            + DatasetNodes.all(environment) + RequestNodes.all(environment)
            + VideoNodes.all(environment) + BodyNodes.all(environment)
            + MediaNodes.all(environment)
    }
}
