internal import Formats
internal import System

/// How long what is left of a prompt takes: by what its nodes' classes have taken in this process, else by rules of
/// thumb, in steps of a sampler.
struct PromptEstimate {
    let prompt: JSONObject
    let costs: NodeCosts

    /// What a class costs that never ran, in steps of a sampler. Others cost next to nothing.
    private static let thumbs = [
        "VAEDecode": 1, "VAEDecodeTiled": 1.5, "VAEEncode": 0.5, "VAEEncodeForInpaint": 0.5, "VAEEncodeTiled": 0.75,
        "ImageUpscaleWithModel": 3,
    ]
    private static let littleSteps = 0.1
    /// A step of a sampler that never ran, in seconds.
    private static let stepSeconds = 2.5

    /// What is measured in this prompt and holds for its other nodes too.
    struct Pace {
        /// A step of a sampler.
        var step: Double?
        /// How much slower everything is than it was before: pictures are larger, or the processor is shared.
        var factor = 1.0
    }

    func pace(_ clocks: some Sequence<NodeClock>) -> Pace {
        var pace = Pace()
        var most = 0.0
        for clock in clocks {
            guard let step = clock.secondsPerStep, clock.seconds > most else { continue }
            most = clock.seconds
            pace.step = step
            pace.factor = clock.formerSecondsPerStep.map { $0 > 0 ? Swift.min(Swift.max(step / $0, 0.1), 10) : 1 } ?? 1
        }
        return pace
    }

    /// The seconds that a node takes which has not begun, and whether that is more than a rule of thumb.
    func seconds(of id: String, _ pace: Pace) -> (seconds: Double, isFounded: Bool) {
        let steps = steps(of: id)
        if let name = className(id), let cost = costs[name] {
            let inSteps = cost.secondsPerStep.map { $0 * Double(steps ?? Int(exactly: cost.steps.rounded()) ?? 0) } ?? 0
            return ((cost.seconds + inSteps) * pace.factor, true)
        }
        let thumb = steps.map(Double.init) ?? Self.thumbs[className(id) ?? ""] ?? Self.littleSteps
        return (thumb * (pace.step ?? Self.stepSeconds), pace.step != nil || thumb < 1)
    }

    /// To the end of a node that runs.
    func secondsLeft(of id: String, _ clock: NodeClock, _ pace: Pace) -> (seconds: Double, isFounded: Bool) {
        if let left = clock.secondsLeft { return (left, true) }
        // A step that is not done yet takes at least as long as it is under way
        var pace = pace
        if let known = className(id).flatMap({ costs[$0] }), let step = known.secondsPerStep, step > 0 {
            pace.factor = Swift.max(pace.factor, (clock.seconds - known.seconds) / step)
        } else if steps(of: id) != nil {
            pace.step = pace.step ?? Swift.max(Self.stepSeconds, clock.seconds)
            return (seconds(of: id, pace).seconds - clock.seconds, false)
        }
        let (whole, isFounded) = seconds(of: id, pace)
        // Longer than it should: nobody knows how long
        return (Swift.max(whole - clock.seconds, 0.05 * clock.seconds), isFounded)
    }

    private func className(_ id: String) -> String? { prompt[id]?["class_type"]?.string }

    /// The steps that a sampler will do: its own, or those of the scheduler that its noise levels come from.
    private func steps(of id: String) -> Int? {
        guard let inputs = prompt[id]?["inputs"], inputs["latent_image"] != nil else { return nil }
        if let steps = inputs["steps"]?.int { return bounded(steps) }
        var source = inputs["sigmas"]
        for _ in 0..<10 {
            guard let node = source?.array?.first?.string, let inputs = prompt[node]?["inputs"] else { return nil }
            if let steps = inputs["steps"]?.int { return bounded(steps) }
            source = inputs["sigmas"]
        }
        return nil
    }

    private func bounded(_ steps: Int) -> Int { Swift.min(Swift.max(steps, 1), 10_000) }
}
