internal import Formats
internal import Glibc
internal import Models
internal import System
internal import Tensors
internal import Workflow

struct SetHookKeyframes: Node {
    var schema: NodeSchema {
        NodeSchema(
            "SetHookKeyframes", displayName: "Set Hook Keyframes", category: "advanced/hooks/scheduling",
            inputs: [
                .link("hooks", "HOOKS"),
                .link("hook_kf", "HOOK_KEYFRAMES", section: .optional),
            ],
            outputs: [OutputSchema("HOOKS")]
        ).with {
            $0.description = "Gives hooks keyframes."; $0.isExperimental = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let keyframes = try inputs.keyframes("hook_kf")
        // CombineHooks without any hooks gives nothing, which goes on as it is
        if keyframes == nil, try inputs.hooks("hooks") == nil { return .values(.null) }
        let group = try inputs.object("hooks", HookGroupObject.self, "HOOKS").group
        return .values(.hooks(keyframes.map { group.with(keyframes: $0) } ?? group))
    }
}

struct CreateHookKeyframe: Node {
    var schema: NodeSchema {
        NodeSchema(
            "CreateHookKeyframe", displayName: "Create Hook Keyframe", category: "advanced/hooks/scheduling",
            inputs: [
                .float("strength_mult", default: 1, min: -20, max: 20, step: 0.01),
                .float("start_percent", default: 0, min: 0, max: 1, step: 0.001),
                .link("prev_hook_kf", "HOOK_KEYFRAMES", section: .optional),
            ],
            outputs: [OutputSchema("HOOK_KEYFRAMES", name: "HOOK_KF")]
        ).with {
            $0.description = "How strong hooks are from some part of sampling on."; $0.isExperimental = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let keyframe = HookKeyframe(
            strength: try inputs.float("strength_mult"), startPercent: try inputs.float("start_percent"))
        return .values(.keyframes((try inputs.keyframes("prev_hook_kf") ?? []).adding(keyframe)))
    }
}

struct CreateHookKeyframesInterpolated: Node {
    var schema: NodeSchema {
        NodeSchema(
            "CreateHookKeyframesInterpolated", displayName: "Create Hook Keyframes Interp.",
            category: "advanced/hooks/scheduling",
            inputs: [
                .float("strength_start", default: 1, min: 0, max: 10, step: 0.001),
                .float("strength_end", default: 1, min: 0, max: 10, step: 0.001),
                .choice("interpolation", ["linear", "ease_in", "ease_out", "ease_in_out"]),
                .float("start_percent", default: 0, min: 0, max: 1, step: 0.001),
                .float("end_percent", default: 1, min: 0, max: 1, step: 0.001),
                .int("keyframes_count", default: 5, min: 2, max: 100, step: 1),
                .bool("print_keyframes", default: false),
                .link("prev_hook_kf", "HOOK_KEYFRAMES", section: .optional),
            ],
            outputs: [OutputSchema("HOOK_KEYFRAMES", name: "HOOK_KF")]
        ).with {
            $0.description = "Keyframes between two strengths."; $0.isExperimental = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (from, to) = (try inputs.float("strength_start"), try inputs.float("strength_end"))
        let ease = try inputs.choice("interpolation", Interpolation.self)
        let places = Interpolation.places(try inputs.int("keyframes_count"))
        return .values(try inputs.keyframes(strengths: places.map { from + (to - from) * ease.share($0) }))
    }
}

struct CreateHookKeyframesFromFloats: Node {
    var schema: NodeSchema {
        NodeSchema(
            "CreateHookKeyframesFromFloats", displayName: "Create Hook Keyframes From Floats",
            category: "advanced/hooks/scheduling",
            inputs: [
                InputSchema(
                    "floats_strength", .named("FLOATS"), ["default": -1, "forceInput": true, "min": -1, "step": 0.001]),
                .float("start_percent", default: 0, min: 0, max: 1, step: 0.001),
                .float("end_percent", default: 1, min: 0, max: 1, step: 0.001),
                .bool("print_keyframes", default: false),
                .link("prev_hook_kf", "HOOK_KEYFRAMES", section: .optional),
            ],
            outputs: [OutputSchema("HOOK_KEYFRAMES", name: "HOOK_KF")]
        ).with {
            $0.description = "A keyframe for each of some strengths."; $0.isExperimental = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let strengths: [Double]
        if let list = inputs["floats_strength"]?.list {
            strengths = list.compactMap(\.float)
            guard strengths.count == list.count, strengths.allSatisfy(\.isFinite), strengths.count <= 4096 else {
                throw inputs.wrong("floats_strength", "a list of at most 4096 numbers")
            }
        } else {
            strengths = [try inputs.float("floats_strength")]
        }
        return .values(try inputs.keyframes(strengths: strengths))
    }
}

/// How a strength goes from one to another.
private enum Interpolation: String {
    case linear
    case easeIn = "ease_in"
    case easeOut = "ease_out"
    case easeInOut = "ease_in_out"

    /// 0...1 for 0...1
    func share(_ place: Double) -> Double {
        switch self {
        case .linear: place
        case .easeIn: place * place
        case .easeOut: 1 - (1 - place) * (1 - place)
        case .easeInOut: (1 - cos(place * .pi)) / 2
        }
    }

    /// 0...1, evenly.
    static func places(_ count: Int) -> [Double] {
        (0..<count).map { count == 1 ? 0 : Double($0) / Double(count - 1) }
    }
}

extension NodeInputs {
    /// The keyframes before, and one for each strength between two parts of sampling; the first counts for a step at least.
    fileprivate func keyframes(strengths: [Double]) throws -> Value {
        let (from, to) = (try float("start_percent"), try float("end_percent"))
        var keyframes = try keyframes("prev_hook_kf") ?? []
        for (index, (place, strength)) in zip(Interpolation.places(strengths.count), strengths).enumerated() {
            let start = Double(Float(from + (to - from) * place))
            keyframes = keyframes.adding(
                HookKeyframe(strength: strength, startPercent: start, guaranteedSteps: index == 0 ? 1 : 0))
            if try bool("print_keyframes") { Log.info("keyframe from \(start): strength \(strength)") }
        }
        return .keyframes(keyframes)
    }
}
