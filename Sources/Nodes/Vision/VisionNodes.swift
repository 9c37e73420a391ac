internal import Workflow

/// The node classes of this folder.
enum VisionNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            CLIPVisionLoaderNode(environment: environment),
            CLIPVisionEncode(environment: environment),
            UnCLIPCheckpointLoader(environment: environment),
            UnCLIPConditioning(),
            PhotoMakerLoaderNode(environment: environment),
            PhotoMakerEncode(environment: environment),
            StyleModelLoaderNode(environment: environment),
            StyleModelApply(environment: environment),
            StableZero123Conditioning(isBatched: false, environment: environment),
            StableZero123Conditioning(isBatched: true, environment: environment),
            StillToFilm(environment: environment, isOrbit: false),
            StillToFilm(environment: environment, isOrbit: true),
        ]
    }
}
