internal import System
internal import Tensors

/// Hooks in one run of sampling.
final class RunningHooks: ModelHooks {
    private struct State {
        var schedules: [HookSchedule]
        /// What was last made, for which strengths.
        var last: (strengths: [Double], model: DiffusionModel)?
    }

    private let group: HookGroup
    private let state: Lock<State>

    init(_ group: HookGroup, _ run: SamplingFacts) {
        self.group = group
        state = Lock(State(schedules: group.members.map { HookSchedule($0.keyframes, run) }))
    }

    func model(_ model: DiffusionModel, sigma: Float, _ compute: Compute) throws -> DiffusionModel {
        try state.withLock { state in
            let strengths = state.schedules.indices.map { state.schedules[$0].strength(at: Double(sigma)) }
            if let last = state.last, last.strengths == strengths {
                return last.model.with(options: model.options)
            }
            // the patched weights of the strengths before make room first
            state.last = nil
            let patched = try model.patched(byHooks: try group.patches(of: model, strengths), compute)
            state.last = (strengths, patched)
            return patched
        }
    }
}
