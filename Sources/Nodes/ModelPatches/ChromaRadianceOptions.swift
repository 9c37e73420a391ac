internal import Formats
internal import Models
internal import System
internal import Workflow

struct ChromaRadianceOptions: Node {
    var schema: NodeSchema {
        .v3(
            "ChromaRadianceOptions", category: "model_patches/chroma_radiance",
            inputs: [
                .socket("model", "MODEL"), .bool("preserve_wrapper", default: true),
                .float("start_sigma", default: 1, min: 0, max: 1), .float("end_sigma", default: 0, min: 0, max: 1),
                InputSchema("nerf_tile_size", .named("INT"), ["default": -1, "min": -1]),
            ],
            outputs: [OutputSchema("MODEL")],
            "Says how many patches of Chroma Radiance become pixels at once, which changes no picture; here it is always "
                + "as many as fit the memory of a few.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        // what was wrapped around the network before is taken off
        let takesOff = try inputs.int("nerf_tile_size") >= 0 && !inputs.bool("preserve_wrapper")
        return .values(try inputs.patchedModel { if takesOff { $0.wrappers = [] } })
    }
}
