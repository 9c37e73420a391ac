internal import Workflow

extension [InputSchema] {
    /// What nodes ask for that make the latent of a film.
    ///
    /// - Parameters:
    ///   - subjects, others: in front of the sizes
    ///   - width, height, length: where nothing is said
    ///   - step: of the sides
    ///   - frames: of the length
    ///   - more: behind the sizes
    static func film(
        of subjects: [InputSchema] = promptsAndVAE, others: [InputSchema] = [], width: Int128 = 832,
        height: Int128 = 480, length: Int128 = 81, step: Int128 = 16, frames: Int128 = 4, _ more: [InputSchema]
    ) -> [InputSchema] {
        let sizes: [InputSchema] = [
            .int("width", default: width, min: step, max: 16384, step: step, linked: .linkedSizes),
            .int("height", default: height, min: step, max: 16384, step: step, linked: .linkedSizes),
            .int("length", default: length, min: 1, max: 16384, step: frames, linked: .linkedSizes),
            .int("batch_size", default: 1, min: 1, max: 4096),
        ]
        return subjects + others + sizes + more
    }

    static var promptsAndVAE: [InputSchema] {
        [.socket("positive", "CONDITIONING"), .socket("negative", "CONDITIONING"), .socket("vae", "VAE")]
    }
}

extension [OutputSchema] {
    /// Both prompts, changed, and the latent that goes with them.
    static func promptsAndLatent(_ more: [OutputSchema] = []) -> [OutputSchema] {
        [
            OutputSchema("CONDITIONING", name: "positive"), OutputSchema("CONDITIONING", name: "negative"),
            OutputSchema("LATENT", name: "latent"),
        ] + more
    }
}
