internal import Folders
internal import Models
internal import Sampling
internal import System
internal import Workflow

/// ComfyUI's oldest loader: a checkpoint, and a file that describes it.
struct CheckpointLoaderWithConfig: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "CheckpointLoader", displayName: "Load Checkpoint With Config (DEPRECATED)", category: "advanced/loaders",
            inputs: [
                .choice("config_name", CheckpointConfiguration.names(environment.folders)),
                .choice("ckpt_name", environment.folders.files(of: "checkpoints")),
            ],
            outputs: [OutputSchema("MODEL"), OutputSchema("CLIP"), OutputSchema("VAE")]
        ).with {
            $0.isDeprecated = true
            $0.description = "Loads a checkpoint, of which a file says what it predicts and which layer reads prompts."
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let configuration = try CheckpointConfiguration(
            named: try inputs.string("config_name"), environment.folders)
        let checkpoint = try environment.load(
            CheckpointLoader(), [(try inputs.string("ckpt_name"), "checkpoints")], context.cancellation)
        let model =
            configuration.predictsVelocity
            ? checkpoint.model.with(sampling: DiscreteSampling(prediction: .vPrediction)) : checkpoint.model
        let clip = checkpoint.textEncoder.map { ClipObject($0, layer: configuration.layer) }
        return .values(
            .object(ModelObject(model)), clip.map { .object($0) } ?? .null,
            checkpoint.autoencoder.map { .object(VAEObject($0)) } ?? .null)
    }
}
