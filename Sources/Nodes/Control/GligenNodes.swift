internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// A GLIGEN.
final class GligenObject: EngineObject {
    let gligen: Gligen
    init(_ gligen: Gligen) { self.gligen = gligen }
}

struct GLIGENTextBoxApply: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "GLIGENTextBoxApply", displayName: "GLIGENTextBoxApply", category: "conditioning/gligen",
            inputs: [
                .link("conditioning_to", "CONDITIONING"), .link("clip", "CLIP"),
                .link("gligen_textbox_model", "GLIGEN"),
                .string("text", extra: ["multiline": true, "dynamicPrompts": true]),
                .int("width", default: 64, min: 8, max: maximumResolution, step: 8, linked: .linkedPixels),
                .int("height", default: 64, min: 8, max: maximumResolution, step: 8, linked: .linkedPixels),
                .int("x", default: 0, min: 0, max: maximumResolution, step: 8, linked: .linkedPixels),
                .int("y", default: 0, min: 0, max: maximumResolution, step: 8, linked: .linkedPixels),
            ],
            outputs: [OutputSchema("CONDITIONING")]
        ).with { $0.description = "Places what a text names in a box of the picture." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let gligen = try inputs.object("gligen_textbox_model", GligenObject.self, "a GLIGEN").gligen
        let encoded = try environment.conditioning(
            Prompt(try inputs.string("text")), try inputs.clip(), context.cancellation)
        guard let pooled = encoded.entries.first?.pooled else {
            throw NodeError("RuntimeError", "the CLIP gives no pooled output, which a box of GLIGEN is told by")
        }
        let box = Gligen.Box(
            embedding: pooled.floats, top: try inputs.int("y") / 8, left: try inputs.int("x") / 8,
            height: try inputs.int("height") / 8, width: try inputs.int("width") / 8)
        return .values(
            try inputs.conditioning("conditioning_to") { (entry) throws(NodeError) in
                let before = (entry.patch as? GligenBoxes)?.boxes ?? []
                do throws(ModelError) {
                    entry.patch = try GligenBoxes(gligen, before + [box])
                } catch {
                    throw NodeError("RuntimeError", error.message)
                }
            })
    }
}
