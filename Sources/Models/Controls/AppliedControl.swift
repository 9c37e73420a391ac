internal import Sampling
internal import System
package import Tensors

/// A control with a hint, behind those that were applied before it.
package final class AppliedControl: Control {
    private struct Prepared {
        let height: Int
        let width: Int
        let tensors: [Tensor?]
    }

    private let control: LoadedControl
    private let hint: ControlHint
    private let previous: (any Control)?
    /// Of the size that was last asked for.
    private let prepared = Lock<Prepared?>(nil)

    package init(_ control: LoadedControl, _ hint: ControlHint, after previous: (any Control)?) {
        self.control = control
        self.hint = hint
        self.previous = previous
    }

    package func residuals(
        _ x: Tensor, sigma: Float, rows: [BatchRow], _ inputs: NetworkInputs, model: DiffusionModel, _ compute: Compute
    ) throws -> ControlResiduals? {
        let before = try previous?.residuals(x, sigma: sigma, rows: rows, inputs, model: model, compute)
        guard isActive(at: sigma, model) else { return before }
        let compute = compute.computing(.unet)
        let own = try control.model.room.use {
            let prepared = try preparedHint(
                height: x.shape[x.rank - 2], width: x.shape[x.rank - 1], model, compute)
            let hints = prepared.map { hints in hints?.items(rows.map { $0.hint(of: hints!.shape[0]) }) }
            return try control.model.residuals(
                x, hints, control.types, sigma: sigma, inputs, model: model, compute)
        }
        let weighed = try own.weighed(hint.strength, poolsGlobally: control.poolsGlobally)
        return try before.map { try weighed.adding(before: $0, compute) } ?? weighed
    }

    private func isActive(at sigma: Float, _ model: DiffusionModel) -> Bool {
        let sigma = Double(sigma)
        return sigma <= model.sampling.percentToSigma(hint.startPercent)
            && sigma >= model.sampling.percentToSigma(hint.endPercent)
    }

    private func preparedHint(
        height: Int, width: Int, _ model: DiffusionModel, _ compute: Compute
    ) throws -> [Tensor?] {
        if let known = prepared.withLock({ $0 }), known.height == height, known.width == width { return known.tensors }
        let tensors = try Refusal.noticing {
            try control.model.prepare(hint, control.types, height: height, width: width, for: model, compute)
        }
        prepared.withLock { $0 = Prepared(height: height, width: width, tensors: tensors) }
        return tensors
    }
}
