internal import Workflow

/// The node classes of this folder.
enum ControlNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            ControlNetLoader(environment: environment),
            ControlNetLoaderWeights(environment: environment),
            DiffControlNetLoader(environment: environment),
            ControlNetApply(),
            ControlNetApplyAdvanced(),
            ControlNetApplySD3(),
            ControlNetInpaintingAliMamaApply(),
            SetUnionControlNetType(),
            ModelPatchLoaderNode(environment: environment),
            ModelPatchControlNode.qwenImage,
            ModelPatchControlNode.zImage,
            USOStyleReference(environment: environment),
            GLIGENLoader(environment: environment),
            GLIGENTextBoxApply(environment: environment),
        ]
    }
}
