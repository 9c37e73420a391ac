internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Workflow

struct SplitSigmas: Node {
    var schema: NodeSchema {
        .sigmas(
            "SplitSigmas", [.socket("sigmas", "SIGMAS"), .int("step", default: 0, min: 0, max: 10000)],
            outputs: ["high_sigmas", "low_sigmas"], "Cuts noise levels in two at a step, whose level both parts have.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (sigmas, step) = (try inputs.sigmas(), try inputs.int("step"))
        return .values(.sigmas(Array(sigmas.prefix(step + 1))), .sigmas(Array(sigmas.dropFirst(step))))
    }
}

struct SplitSigmasDenoise: Node {
    var schema: NodeSchema {
        .sigmas(
            "SplitSigmasDenoise",
            [.socket("sigmas", "SIGMAS"), .float("denoise", default: 1, min: 0, max: 1, step: 0.01)],
            outputs: ["high_sigmas", "low_sigmas"], "Cuts noise levels in two, the second with a share of the steps.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (sigmas, denoise) = (try inputs.sigmas(), try inputs.float("denoise"))
        guard (0...1).contains(denoise) else {
            throw NodeError("ValueError", "denoise must be in 0...1, not \(denoise)")
        }
        let steps = Int((Double(max(sigmas.count - 1, 0)) * denoise).rounded(.toNearestOrEven))
        // As in the reference nothing is left of the first part where the second has no step.
        let high = steps == 0 ? [] : Array(sigmas.dropLast(steps))
        return .values(.sigmas(high), .sigmas(Array(sigmas.suffix(steps + 1))))
    }
}

struct FlipSigmas: Node {
    var schema: NodeSchema {
        .sigmas("FlipSigmas", [.socket("sigmas", "SIGMAS")], "Turns noise levels around: sampling then adds noise.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var sigmas = Array(try inputs.sigmas().reversed())
        if sigmas.first == 0 { sigmas[0] = 0.0001 }
        return .values(.sigmas(sigmas))
    }
}

struct SetFirstSigma: Node {
    var schema: NodeSchema {
        .sigmas(
            "SetFirstSigma",
            [.socket("sigmas", "SIGMAS"), .unrounded("sigma", default: 136, max: 20000, step: 0.001)],
            "Gives noise levels another first one.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var sigmas = try inputs.sigmas()
        guard !sigmas.isEmpty else { throw NodeError("IndexError", "there is no first noise level") }
        sigmas[0] = Float(try inputs.float("sigma"))
        return .values(.sigmas(sigmas))
    }
}

struct SamplingPercentToSigma: Node {
    var schema: NodeSchema {
        .v3(
            "SamplingPercentToSigma", category: "sampling/custom_sampling/sigmas",
            inputs: [
                .socket("model", "MODEL"), .float("sampling_percent", default: 0, min: 0, max: 1, step: 0.0001),
                .bool("return_actual_sigma", default: false),
            ],
            outputs: [OutputSchema("FLOAT", name: "sigma_value")],
            "The noise level at which a share of sampling is done.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let sampling = try inputs.model().sampling
        let percent = try inputs.float("sampling_percent")
        if try inputs.bool("return_actual_sigma") {
            if percent == 0 { return .values(.float(Double(sampling.sigmaMax))) }
            if percent == 1 { return .values(.float(Double(sampling.sigmaMin))) }
        }
        return .values(.float(sampling.percentToSigma(percent)))
    }
}

extension NodeSchema {
    static func sigmas(
        _ name: String, category: String = "sampling/custom_sampling/sigmas", _ inputs: [InputSchema],
        outputs: [String] = ["SIGMAS"], aliases: [String]? = nil, _ description: String
    ) -> Self {
        .v3(
            name, category: category, inputs: inputs, outputs: outputs.map { OutputSchema("SIGMAS", name: $0) },
            aliases: aliases, description)
    }
}
