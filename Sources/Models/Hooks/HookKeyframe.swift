/// How strong hooks are from some part of sampling on.
package struct HookKeyframe: Sendable, Equatable {
    package var strength: Double
    /// 0...1
    package var startPercent: Double
    /// Steps that it counts for at least, if it begins within the run.
    package var guaranteedSteps: Int

    package init(strength: Double, startPercent: Double, guaranteedSteps: Int = 1) {
        (self.strength, self.startPercent, self.guaranteedSteps) = (strength, startPercent, guaranteedSteps)
    }
}

extension [HookKeyframe] {
    /// With another one, in order of their starts; of equal ones the new one is last.
    package func adding(_ keyframe: HookKeyframe) -> [HookKeyframe] {
        let place = firstIndex { $0.startPercent > keyframe.startPercent } ?? count
        var copy = self
        copy.insert(keyframe, at: place)
        return copy
    }
}
