internal import Folders
internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

/// A model's tensors on their way to a file.
struct SavedModel {
    private(set) var entries: [SafetensorsWriter.Entry] = []

    private mutating func add(_ name: String, _ shape: [Int], _ dtype: DType, _ make: @escaping () throws -> Tensor) {
        entries.append(.init(name, dtype, shape) { try make().converted(to: dtype) })
    }

    /// The network, in f32 as ComfyUI holds it on a CPU.
    mutating func add(_ model: DiffusionModel) throws {
        guard let weights = model.weights else {
            throw NodeError("RuntimeError", "a model of this kind cannot be saved")
        }
        for name in weights.names {
            let weight = try weights.weight(name)
            add("model.\(name)", weight.shape, .f32) { try weight.expanded() }
        }
        if let sampling = model.sampling as? ContinuousSampling, sampling.prediction == .vPrediction {
            add(number: sampling.sigmaMax, "edm_vpred.sigma_max")
            add(number: sampling.sigmaMin, "edm_vpred.sigma_min")
        }
        if model.saving.predictKey == "v" {
            entries.append(.init("v_pred", .f32, [0]) { Tensor(uninitialized: [0]) })
        }
    }

    /// Text encoders as checkpoints of the model's family have them, in f16.
    mutating func add(_ clip: ClipObject, of model: DiffusionModel) throws {
        for (key, text) in try SavedText.encoders(of: clip.encoder) {
            switch model.saving.textLayouts[key] {
            case .huggingFace(let prefix)?:
                add(text.huggingFace(prefix, hasProjection: false))
                if model.saving.hasPositionIDs {
                    let name = "\(prefix)text_model.embeddings.position_ids"
                    entries.append(
                        .init(name, .i64, [1, 77]) { Self.positions })
                }
            case .openCLIP(let prefix)?:
                add(text.openCLIP(prefix))
                add(number: SavedText.logitScale, "\(prefix)logit_scale")
            case nil: throw NodeError("RuntimeError", "a checkpoint of this model has no text encoder \(key)")
            }
        }
    }

    /// One text encoder in a file of its own.
    mutating func add(_ text: SavedText) {
        add(text.huggingFace("", hasProjection: true))
        add(number: SavedText.logitScale, "logit_scale")
    }

    mutating func add(_ vae: VAEObject, prefix: String = "") throws {
        guard let autoencoder = vae.codec as? Autoencoder else {
            throw NodeError("RuntimeError", "a VAE of this kind cannot be saved")
        }
        for (name, weight) in try autoencoder.weights() {
            add(prefix + name, weight.shape, .f32) { try weight.expanded() }
        }
    }

    mutating func add(_ name: String, _ tensor: Tensor) {
        entries.append(.init(name, tensor.dtype, tensor.shape) { tensor })
    }

    mutating func addHalves(_ name: String, _ shape: [Int], _ make: @escaping () throws -> Tensor) {
        add(name, shape, .f16) { try make().reshaped(shape) }
    }

    private mutating func add(_ texts: [SavedText.Entry]) {
        for text in texts { add(text.name, text.shape, .f16, text.make) }
    }

    private mutating func add(number: Float, _ name: String) {
        add(name, [], .f32) { Tensor(repeating: number, []) }
    }

    private static var positions: Tensor {
        var positions = Tensor(zeros: [1, 77], dtype: .i64)
        positions.withUnsafeMutableBytes { bytes in
            for i in 0..<77 { bytes.storeBytes(of: Int64(i).littleEndian, toByteOffset: i * 8, as: Int64.self) }
        }
        return positions
    }

    /// Writes a file with the next number behind the prefix.
    ///
    /// - Parameter metadata: for the stem and the number of the file.
    func write(
        prefix: String, _ environment: NodeEnvironment, _ context: any NodeContext,
        metadata: (_ stem: String, _ number: Int) -> JSONObject
    ) throws {
        let target = try SaveTarget(
            prefix: prefix, root: environment.folders.output, template: FilenameTemplate(width: 0, height: 0))
        let entries = entries.map { entry in
            SafetensorsWriter.Entry(entry.name, entry.dtype, entry.shape) {
                try context.cancellation.check()
                return try entry.make()
            }
        }
        var failure: (any Error)?
        do {
            _ = try NumberedFiles.write(1, to: target, suffix: ".safetensors") { (_, path) throws(FormatError) in
                let number = path.split(separator: "_").last { Int($0) != nil }.flatMap { Int($0) } ?? 1
                do {
                    return try SafetensorsWriter.write(
                        entries, metadata: metadata(target.stem, number), to: path, overwriting: false)
                } catch let error as FormatError {
                    throw error
                } catch {
                    failure = error
                    throw FormatError(.io, "\(error)")
                }
            }
        } catch {
            if let failure { try translatingErrors { throw failure } }
            throw error
        }
    }
}
