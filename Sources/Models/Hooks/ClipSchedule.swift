/// The parts of sampling in which a group's hooks have one strength each: a prompt is encoded once for each of them.
package struct ClipSchedule {
    package struct Part: Equatable {
        package let start: Double
        package let end: Double
        /// Of each hook.
        package let strengths: [Double]
    }

    package let parts: [Part]

    package init(_ group: HookGroup) {
        let ranges = group.members.map { Self.ranges($0.keyframes) }
        let bounds = Set(ranges.joined().flatMap { [$0.start, $0.end] } + [0]).sorted()
        parts = zip(bounds, bounds.dropFirst()).map { start, end in
            Part(
                start: start, end: end,
                strengths: ranges.map { own in
                    own.first { $0.start < end && $0.end > start }?.strength ?? 1
                })
        }
    }

    /// Neighbours of one strength are one.
    private static func ranges(_ keyframes: [HookKeyframe]) -> [(start: Double, end: Double, strength: Double)] {
        guard var before = keyframes.first else { return [(0, 1, 1)] }
        var ranges: [(start: Double, end: Double, strength: Double)] = []
        for keyframe in keyframes {
            if keyframe.startPercent == before.startPercent {
                before = keyframe
            } else if abs(keyframe.strength - before.strength) > 1e-9
                * max(abs(keyframe.strength), abs(before.strength))
            {
                ranges.append((before.startPercent, keyframe.startPercent, before.strength))
                before = keyframe
            }
        }
        if abs(before.startPercent - 1) > 1e-9 { ranges.append((before.startPercent, 1, before.strength)) }
        return ranges
    }
}
