internal import Glibc
internal import Sampling
internal import Workflow

struct ExtendIntermediateSigmas: Node {
    private enum Spacing: String, CaseIterable {
        case linear, cosine, sine

        func place(_ x: Float) -> Float {
            switch self {
            case .linear: x
            case .cosine: sinf(x * Float.pi / 2)
            case .sine: 1 - cosf(x * Float.pi / 2)
            }
        }
    }

    var schema: NodeSchema {
        .sigmas(
            "ExtendIntermediateSigmas",
            [
                .socket("sigmas", "SIGMAS"), .int("steps", default: 2, min: 1, max: 100),
                .unrounded("start_at_sigma", default: -1, min: -1, max: 20000),
                .unrounded("end_at_sigma", default: 12, max: 20000),
                .combo("spacing", Spacing.allCases.map(\.rawValue)),
            ], aliases: ["interpolate sigmas"], "Puts noise levels between those of a range.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (sigmas, steps) = (try inputs.sigmas(), try inputs.int("steps"))
        let start = try inputs.float("start_at_sigma")
        let end = try inputs.float("end_at_sigma")
        let spacing = try inputs.choice("spacing", Spacing.self)
        let places = (1..<max(steps, 1)).map { spacing.place(Float($0) / Float(steps)) }
        var extended: [Float] = []
        for (sigma, next) in zip(sigmas, sigmas.dropFirst()) {
            extended.append(sigma)
            if end <= Double(sigma) && (start < 0 || Double(sigma) <= start) {
                extended += places.map { $0 * (next - sigma) + sigma }
            }
        }
        return .values(.sigmas(extended + sigmas.suffix(1)))
    }
}
