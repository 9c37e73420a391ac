internal import Workflow

/// The node classes of this folder.
enum LoaderNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            CheckpointLoaderSimple(environment: environment),
            VAELoader(environment: environment),
            UNETLoader(environment: environment),
            CLIPLoader(environment: environment),
            DualCLIPLoader(environment: environment),
        ]
    }
}
