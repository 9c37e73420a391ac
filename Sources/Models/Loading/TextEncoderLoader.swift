internal import Tensors

/// Puts text encoders together.
enum TextEncoderLoader {
    /// One, or two side by side, at these places of a file.
    static func encoder(
        _ parts: [TextEncoderPart], _ prefixes: [String], _ file: any WeightSource, _ compute: Compute,
        _ budget: WeightBudget
    ) throws -> any TextEncoder {
        let room = WeightRoom(budget)
        let encoders = try zip(parts, prefixes).map { part, prefix in
            try CLIPTextEncoder(part.layout.reader(file, prefix, compute, room), part.variant)
        }
        return encoders.count == 1 ? encoders[0] : TwoCLIPTextEncoder(encoders[0], encoders[1])
    }
}
