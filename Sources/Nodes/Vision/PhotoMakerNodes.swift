internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// A PHOTOMAKER.
final class PhotoMakerObject: EngineObject {
    let model: PhotoMaker
    init(_ model: PhotoMaker) { self.model = model }
}

struct PhotoMakerEncode: Node {
    /// The word whose place in the text, counted in words, is that of the token that the picture goes into.
    private static let word = "photomaker"
    let environment: NodeEnvironment

    var schema: NodeSchema {
        .v3(
            "PhotoMakerEncode", category: "_for_testing/photomaker",
            inputs: [
                .socket("photomaker", "PHOTOMAKER"), .socket("image", "IMAGE"), .socket("clip", "CLIP"),
                .string(
                    "text", default: "photograph of photomaker", extra: ["multiline": true, "dynamicPrompts": true]),
            ],
            outputs: [OutputSchema("CONDITIONING")],
            "Encodes a prompt of SDXL's in which the person of a picture stands for a word, photomaker."
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let model = try inputs.object("photomaker", PhotoMakerObject.self, "a PHOTOMAKER").model
        let image = try inputs.image("image")
        guard image.shape[3] >= 3 else { throw NodeError("ValueError", "a picture of shape \(image.shape)") }
        let text = try inputs.string("text")
        let place = text.split(separator: " ", omittingEmptySubsequences: false).firstIndex { $0 == Self.word }
        var prompt = Prompt(text)
        // as the reference has it: the segment of the number that the word has is left out
        prompt.droppedSegment = place
        var conditioning = try environment.conditioning(prompt, try inputs.clip(), context.cancellation)
        for index in conditioning.entries.indices {
            let entry = conditioning.entries[index]
            var result = Conditioning.Entry(hidden: entry.hidden, pooled: entry.pooled)
            // a word behind the first chunk has no token that it could go into
            if let place, place < entry.hidden.shape[1] {
                result.hidden = try translatingErrors {
                    try model.fused(entry.hidden, token: place, image, environment.compute(context.cancellation))
                }
            }
            conditioning.entries[index] = result
        }
        return .values(conditioning.value)
    }
}
