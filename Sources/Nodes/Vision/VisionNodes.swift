internal import Models
internal import Workflow

/// The node classes of this folder.
enum VisionNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            ModelFileLoader(
                "CLIPVisionLoader", displayName: "Load CLIP Vision", "clip_name", of: "clip_vision",
                output: "CLIP_VISION", CLIPVisionLoader(), environment, "Loads an encoder of pictures."
            ) { CLIPVisionObject($0) },
            CLIPVisionEncode(environment: environment),
            UnCLIPCheckpointLoader(environment: environment),
            UnCLIPConditioning(),
            ModelFileLoader(
                "PhotoMakerLoader", category: "_for_testing/photomaker", "photomaker_model_name", of: "photomaker",
                output: "PHOTOMAKER", isV3: true, isExperimental: true, PhotoMakerLoader(), environment,
                "Loads a PhotoMaker, which puts a person of a picture into prompts."
            ) { PhotoMakerObject($0) },
            PhotoMakerEncode(environment: environment),
            ModelFileLoader(
                "StyleModelLoader", displayName: "Load Style Model", "style_model_name", of: "style_models",
                output: "STYLE_MODEL", StyleModelLoader(), environment,
                "Loads a model that makes a prompt's tokens of a picture."
            ) { StyleModelObject($0.model) },
            StyleModelApply(environment: environment),
            StableZero123Conditioning(isBatched: false, environment: environment),
            StableZero123Conditioning(isBatched: true, environment: environment),
            StillToFilm(environment: environment, isOrbit: false),
            StillToFilm(environment: environment, isOrbit: true),
        ]
    }
}
