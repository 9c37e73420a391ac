internal import Sampling

/// Walks along keyframes with the noise levels of one run.
struct HookSchedule {
    private let keyframes: [(keyframe: HookKeyframe, start: Double)]
    private let sigmaMax: Double
    private var current = 0
    private var steps = 0
    private var sigma: Double?

    init(_ keyframes: [HookKeyframe], _ run: SamplingFacts) {
        self.keyframes = keyframes.map { ($0, run.sampling.percentToSigma($0.startPercent)) }
        sigmaMax = Double(run.sigmas.max() ?? run.sampling.sigmaMax)
    }

    /// The strength at a noise level; 1 without keyframes. Levels are asked for in the order of the run.
    mutating func strength(at sigma: Double) -> Double {
        guard !keyframes.isEmpty else { return 1 }
        if sigma != self.sigma {
            advance(to: sigma)
            self.sigma = sigma
        }
        return keyframes[current].keyframe.strength
    }

    private mutating func advance(to sigma: Double) {
        if steps >= guaranteedSteps(current) {
            for next in keyframes.indices.dropFirst(current + 1) {
                guard keyframes[next].start >= sigma else { break }
                (current, steps) = (next, 0)
                if guaranteedSteps(next) > 0 { break }
            }
        }
        steps += 1
    }

    /// None of what begins before the run does.
    private func guaranteedSteps(_ index: Int) -> Int {
        keyframes[index].start > sigmaMax ? 0 : keyframes[index].keyframe.guaranteedSteps
    }
}
