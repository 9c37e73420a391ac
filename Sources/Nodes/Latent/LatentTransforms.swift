internal import Images
internal import Tensors
internal import Workflow

struct LatentRotate: Node {
    var schema: NodeSchema {
        NodeSchema(
            "LatentRotate", displayName: "Rotate Latent", category: "latent/transform",
            inputs: [.link("samples", "LATENT"), .choice("rotation", Rotation.allCases.map(\.rawValue))],
            outputs: [OutputSchema("LATENT")]
        ).with { $0.description = "Turns latents clockwise." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var latent = try inputs.latent("samples", ranks: Latent.ofFilmsToo)
        latent.samples = Layout.byPlane(latent.samples, try inputs.choice("rotation", Rotation.self).apply)
        return .values(latent.value)
    }
}

struct LatentFlip: Node {
    var schema: NodeSchema {
        NodeSchema(
            "LatentFlip", displayName: "Flip Latent", category: "latent/transform",
            inputs: [.link("samples", "LATENT"), .choice("flip_method", Flip.allCases.map(\.rawValue))],
            outputs: [OutputSchema("LATENT")]
        ).with { $0.description = "Mirrors latents." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var latent = try inputs.latent("samples", ranks: Latent.ofFilmsToo)
        latent.samples = Layout.byPlane(latent.samples, try inputs.choice("flip_method", Flip.self).apply)
        return .values(latent.value)
    }
}

struct LatentCrop: Node {
    var schema: NodeSchema {
        NodeSchema(
            "LatentCrop", displayName: "Crop Latent", category: "latent/transform",
            inputs: [
                .link("samples", "LATENT"),
                .side("width", min: 64, step: 8, linked: 8...(1 << 24)),
                .side("height", min: 64, step: 8, linked: 8...(1 << 24)),
                .place("x", step: 8), .place("y", step: 8),
            ],
            outputs: [OutputSchema("LATENT")]
        ).with { $0.description = "Cuts a part out of latents; sizes and places in pixels." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var latent = try inputs.latent("samples", ranks: Latent.ofFilmsToo)
        // of films these are frames and rows, as in ComfyUI
        let (height, width) = (latent.samples.shape[2], latent.samples.shape[3])
        /// At least 8 places are left where the latent has as many.
        func range(_ start: String, _ size: String, _ length: Int) throws -> Range<Int> {
            let start = max(min(try inputs.int(start) / 8, length - 8), 0)
            let size = max(try inputs.int(size) / 8, 1)
            return start..<min(start + size, length)
        }
        let (rows, columns) = (try range("y", "height", height), try range("x", "width", width))
        latent.samples = Layout.byPlane(latent.samples) { Layout.cropped($0, y: rows, x: columns) }
        return .values(latent.value)
    }
}
