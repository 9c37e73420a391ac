internal import Models
internal import Sampling
internal import Tensors
internal import Workflow

/// A SAMPLER.
final class SamplerObject: EngineObject {
    let sampler: Sampler
    init(_ sampler: Sampler) { self.sampler = sampler }
}

/// A GUIDER: how a model is guided, and by what.
final class GuiderObject: EngineObject {
    let model: DiffusionModel
    let guider: any Guider

    init(_ model: DiffusionModel, _ guider: any Guider) {
        self.model = model
        self.guider = guider
    }
}

/// A NOISE.
final class NoiseObject: EngineObject {
    let noise: NoiseSource
    init(_ noise: NoiseSource) { self.noise = noise }
}

extension NodeInputs {
    /// SIGMAS, a tensor of noise levels as in ComfyUI: finite, none below 0.
    func sigmas(_ name: String = "sigmas") throws(NodeError) -> [Float] {
        guard let tensor = self[name]?.tensor, tensor.rank == 1 else { throw wrong(name, "a list of noise levels") }
        let sigmas = try floats(tensor).floats
        guard sigmas.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
            throw NodeError("ValueError", "\(name) has noise levels that are not numbers from 0 on")
        }
        return sigmas
    }
}

extension Value {
    /// SIGMAS.
    static func sigmas(_ sigmas: [Float]) -> Value { .tensor(Tensor(sigmas, shape: [sigmas.count])) }
}
