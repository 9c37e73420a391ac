internal import Models
internal import Workflow

/// The node classes of this folder.
enum ControlNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            ModelFileLoader(
                "ControlNetLoader", displayName: "Load ControlNet Model", "control_net_name", of: "controlnet",
                output: "CONTROL_NET", ControlLoader(), environment,
                "Loads a ControlNet, a Control-LoRA or a T2I-Adapter."
            ) { ControlNetObject($0) },
            ControlNetLoaderWeights(environment: environment),
            DiffControlNetLoader(environment: environment),
            ControlNetApply(),
            ControlNetApplyAdvanced(),
            ControlNetApplySD3(),
            ControlNetInpaintingAliMamaApply(),
            SetUnionControlNetType(),
            ModelFileLoader(
                "ModelPatchLoader", category: "advanced/loaders", "name", of: "model_patches", output: "MODEL_PATCH",
                isExperimental: true, ModelPatchLoader(), environment, "Loads a file that other nodes hang on a model."
            ) { ModelPatchObject($0.patch) },
            ModelPatchControlNode.qwenImage,
            ModelPatchControlNode.zImage,
            USOStyleReference(environment: environment),
            ModelFileLoader(
                "GLIGENLoader", "gligen_name", of: "gligen", output: "GLIGEN", GligenLoader(), environment,
                "Loads a GLIGEN, which places what texts name."
            ) { GligenObject($0) },
            GLIGENTextBoxApply(environment: environment),
        ]
    }
}
