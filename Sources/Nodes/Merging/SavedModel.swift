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

    /// Text encoders as checkpoints of the model's family have them, in the types that ComfyUI holds them in.
    mutating func add(_ clip: ClipObject, of model: DiffusionModel) throws {
        for text in try SavedText.encoders(of: clip.encoder) {
            switch model.saving.textLayouts[text.key] {
            case .huggingFace(let prefix)?:
                add(text.huggingFace(prefix, hasProjection: false))
                if model.saving.hasPositionIDs {
                    add(integers: Array(0..<77), [1, 77], "\(prefix)text_model.embeddings.position_ids")
                }
            case .openCLIP(let prefix)?:
                add(text.openCLIP(prefix))
                add(number: SavedText.logitScale, "\(prefix)logit_scale")
            case nil:
                guard let root = model.saving.textRoot else {
                    throw NodeError("RuntimeError", "a checkpoint of this model has no text encoder \(text.key)")
                }
                add(text, behind: "\(root)\(text.key).")
                add(text.vocabularies, behind: root)
            }
        }
    }

    /// One text encoder by the names that it has alone.
    ///
    /// - Parameter prefix: in front of `transformer.`, which names without a prefix are without.
    mutating func add(_ text: SavedText, behind prefix: String = "") {
        add(text.huggingFace(prefix.isEmpty ? "" : "\(prefix)transformer.", hasProjection: true))
        add(number: SavedText.logitScale, "\(prefix)logit_scale")
    }

    /// Bytes, which f32 holds exactly.
    mutating func add(_ vocabularies: [SavedText.Entry], behind prefix: String = "") {
        for vocabulary in vocabularies {
            entries.append(
                .init(prefix + vocabulary.name, .u8, vocabulary.shape) {
                    let numbers = try vocabulary.make()
                    var result = try Tensor(allocating: vocabulary.shape, dtype: .u8)
                    result.withUnsafeMutableBytes { bytes in
                        numbers.withFloats { for (i, number) in $0.enumerated() { bytes[i] = UInt8(number) } }
                    }
                    return result
                })
        }
    }

    mutating func add(_ vae: VAEObject, prefix: String = "") throws {
        guard let autoencoder = vae.codec as? any AutoencoderModel else {
            throw NodeError("RuntimeError", "a VAE of this kind cannot be saved")
        }
        for (name, shape, weight) in try autoencoder.weights() {
            if name.hasSuffix("num_batches_tracked") {
                let count = try weight.expanded().floats.first.flatMap { Int64(exactly: $0) } ?? 0
                add(integers: [count], [], prefix + name)
            } else {
                add(prefix + name, shape, .f32) { try weight.expanded(shape) }
            }
        }
    }

    mutating func add(_ name: String, _ tensor: Tensor) {
        entries.append(.init(name, tensor.dtype, tensor.shape) { tensor })
    }

    mutating func addHalves(_ name: String, _ shape: [Int], _ make: @escaping () throws -> Tensor) {
        add(name, shape, .f16) { try make().reshaped(shape) }
    }

    private mutating func add(_ texts: [SavedText.Entry]) {
        for text in texts { add(text.name, text.shape, text.type, text.make) }
    }

    private mutating func add(number: Float, _ name: String) {
        add(name, [], .f32) { Tensor(repeating: number, []) }
    }

    private mutating func add(integers: [Int64], _ shape: [Int], _ name: String) {
        entries.append(
            .init(name, .i64, shape) {
                var tensor = Tensor(zeros: shape, dtype: .i64)
                tensor.withUnsafeMutableBytes { bytes in
                    for (i, number) in integers.enumerated() {
                        bytes.storeBytes(of: number.littleEndian, toByteOffset: i * 8, as: Int64.self)
                    }
                }
                return tensor
            })
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
