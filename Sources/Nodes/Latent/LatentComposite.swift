internal import Formats
internal import Images
internal import Tensors
internal import Workflow

struct LatentComposite: Node {
    var schema: NodeSchema {
        NodeSchema(
            "LatentComposite", displayName: "Latent Composite", category: "latent",
            inputs: [
                .link("samples_to", "LATENT"), .link("samples_from", "LATENT"),
                .place("x", step: 8), .place("y", step: 8), .place("feather", step: 8, linked: .linkedPixels),
            ],
            outputs: [OutputSchema("LATENT")]
        ).with { $0.description = "Puts one latent onto another at a place in pixels, with a soft edge if wanted." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var latent = try inputs.latent("samples_to", ranks: Latent.ofFilmsToo)
        let target = latent.samples
        let from = try inputs.latent("samples_from", ranks: Latent.ofFilmsToo).samples
        let x = try inputs.int("x") / 8
        let y = try inputs.int("y") / 8
        let feather = try inputs.int("feather") / 8
        // of films these are frames and rows, as in ComfyUI
        let (height, width, inner) = (target.shape[2], target.shape[3], target.shape[4...].reduce(1, *))
        guard x < width, y < height else { return .values(latent.value) }
        let part = Layout.byPlane(from) {
            Layout.cropped($0, y: 0..<min(from.shape[2], height - y), x: 0..<min(from.shape[3], width - x))
        }
        guard from.shape[0] == 1 || from.shape[0] == target.shape[0], from.shape[1] == target.shape[1],
            from.shape[4...] == target.shape[4...]
        else {
            throw NodeError(
                "RuntimeError", "cannot put a latent of shape \(from.shape) onto one of shape \(target.shape)")
        }
        let (rows, columns) = (part.shape[2], part.shape[3])
        let vertical = Self.ramp(rows, feather, first: y != 0, last: y + rows < height)
        let horizontal = Self.ramp(columns, feather, first: x != 0, last: x + columns < width)
        var result = target
        result.withMutableFloats { result in
            part.withFloats { part in
                for plane in 0..<(target.shape[0] * target.shape[1]) {
                    let source = plane % (from.shape[0] * from.shape[1])
                    for row in (0..<rows).halting(each: columns * inner) {
                        for column in 0..<columns {
                            let at = ((plane * height + y + row) * width + x + column) * inner
                            let from = ((source * rows + row) * columns + column) * inner
                            let weight = vertical[row] * horizontal[column]
                            for i in 0..<inner {
                                result[at + i] = part[from + i] * weight + result[at + i] * (1 - weight)
                            }
                        }
                    }
                }
            }
        }
        latent.samples = result
        return .values(latent.value)
    }

    /// How much of the upper latent shows along one axis: rising from both ends where they lie inside the lower one.
    private static func ramp(_ length: Int, _ feather: Int, first: Bool, last: Bool) -> [Float] {
        var result = [Float](repeating: 1, count: length)
        for t in 0..<feather {
            let rate = Float(1 / Double(feather) * Double(t + 1))
            if first, t < length { result[t] *= rate }
            // A feather longer than the latent runs on from its other end, as negative indices do.
            let mirrored = length - 1 - t
            if last, mirrored >= 0 { result[mirrored] *= rate }
            if last, mirrored < -1, mirrored + length >= 0 { result[mirrored + length] *= rate }
        }
        return result
    }
}
