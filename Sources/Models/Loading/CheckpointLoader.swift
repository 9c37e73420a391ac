internal import Sampling
package import Tensors

/// Loads model files.
///
/// Methods throw `ModelError`, `FormatError`, `OutOfMemoryError` or, soon after the cancellation of their `Compute`,
/// `CancellationError`. What they return borrows the file's memory.
package enum CheckpointLoader {
    /// Loads a checkpoint of any size: a UNet and what there is of text encoder and autoencoder.
    ///
    /// - Parameter budget: bounds what is expanded of the weights; each part has a room of its own in it.
    package static func load(
        _ file: any WeightSource, _ compute: Compute, budget: WeightBudget = WeightBudget()
    ) throws -> Checkpoint {
        let detector = ModelDetector(file)
        let detection = try detector.checkpoint()
        switch detection.family {
        case .stableDiffusion1:
            let unet = try UNet(
                WeightReader(file, prefix: detection.unetPrefix, compute: compute, room: WeightRoom(budget)))
            // the reference reads Stable Diffusion 1 as predicting the noise, whatever the file
            return Checkpoint(
                model: DiffusionModel(unet: unet, sampling: ModelSampling(prediction: .epsilon), latentFormat: .sd1),
                textEncoder: try detector.textEncoderPrefix.map { prefix in
                    // ComfyUI keeps text encoders on a CPU in fp16 and computes in f32
                    try TextEncoder(
                        WeightReader(
                            file, prefix: prefix, compute: compute, room: WeightRoom(budget), roundedTo: .f16))
                },
                autoencoder: try autoencoder(file, alone: false, compute, budget))
        }
    }

    /// Loads a file that holds an autoencoder alone, or the one in a checkpoint.
    package static func loadAutoencoder(
        _ file: any WeightSource, _ compute: Compute, budget: WeightBudget = WeightBudget()
    ) throws -> Autoencoder {
        guard let autoencoder = try autoencoder(file, alone: true, compute, budget) else { throw Autoencoder.invalid }
        return autoencoder
    }

    private static func autoencoder(
        _ file: any WeightSource, alone: Bool, _ compute: Compute, _ budget: WeightBudget
    ) throws -> Autoencoder? {
        let room = WeightRoom(budget)
        return switch ModelDetector(file).autoencoder(alone: alone) {
        case nil: nil
        case .original(let prefix):
            try Autoencoder(WeightReader(file, prefix: prefix, compute: compute, room: room))
        case .diffusers:
            try Autoencoder(
                WeightReader(DiffusersAutoencoder.renamed(file), compute: compute, room: room))
        }
    }
}
