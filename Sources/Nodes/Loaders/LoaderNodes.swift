internal import Workflow

/// The node classes of this folder.
enum LoaderNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            UnetLoaderGGUF(environment: environment, isAdvanced: false),
            UnetLoaderGGUF(environment: environment, isAdvanced: true),
            CLIPLoaderGGUF(CLIPLoader(environment: environment)),
            CLIPLoaderGGUF(DualCLIPLoader(environment: environment)),
            CLIPLoaderGGUF(SeveralCLIPLoader.triple(environment)),
            CLIPLoaderGGUF(SeveralCLIPLoader.quadruple(environment)),
            CheckpointLoaderSimple(environment: environment),
            CheckpointLoaderWithConfig(environment: environment),
            VAELoader(environment: environment),
            UNETLoader(environment: environment),
            CLIPLoader(environment: environment),
            DualCLIPLoader(environment: environment),
            SeveralCLIPLoader.triple(environment),
            SeveralCLIPLoader.quadruple(environment),
            LoraLoaderNode(environment: environment),
            LoraLoaderModelOnly(environment: environment),
            LoraModelLoader(environment: environment),
            HypernetworkLoader(environment: environment),
        ]
    }
}
