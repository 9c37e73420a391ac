internal import Folders
internal import Models
internal import System
internal import Tensors
internal import Workflow

struct UNETLoader: PreloadingNode {
    let environment: NodeEnvironment

    /// What each choice rounds the weights to; the "fast" one differs on GPUs only.
    static let formats: [(name: String, format: Float8?)] = [
        ("default", nil), ("fp8_e4m3fn", .e4m3), ("fp8_e5m2", .e5m2), ("fp8_e4m3fn_fast", .e4m3),
    ]

    var schema: NodeSchema {
        NodeSchema(
            "UNETLoader", displayName: "Load Diffusion Model", category: "advanced/loaders",
            inputs: [
                .choice("unet_name", environment.folders.files(of: preloadedFolder)),
                .choice("weight_dtype", Self.formats.map(\.name)),
            ],
            outputs: [OutputSchema("MODEL")]
        ).with { $0.description = "Loads a diffusion model from a file of its own." }
    }

    var preloadedFolder: String { "diffusion_models" }

    func preload(_ name: String, _ cancellation: Cancellation) throws { _ = try model(name, nil, cancellation) }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let format = try inputs.weightFormat()
        return .values(
            .object(ModelObject(try model(try inputs.string("unet_name"), format, context.cancellation))))
    }

    private func model(_ name: String, _ format: Float8?, _ cancellation: Cancellation) throws -> DiffusionModel {
        try environment.load(
            DiffusionModelLoader(roundedTo: format), [(name, preloadedFolder)], cancellation
        ).model
    }
}

extension NodeInputs {
    /// What weights are rounded to; nil leaves them as they are.
    func weightFormat() throws(NodeError) -> Float8? {
        let wanted = try string("weight_dtype")
        guard let row = UNETLoader.formats.first(where: { $0.name == wanted }) else {
            throw NodeError("ValueError", "there is no weight_dtype \(wanted)")
        }
        return row.format
    }
}
