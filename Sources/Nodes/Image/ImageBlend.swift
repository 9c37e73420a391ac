internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

struct ImageBlend: Node {
    private enum Mode: String, CaseIterable {
        case normal, multiply, screen, overlay
        case softLight = "soft_light"
        case difference

        func apply(_ a: Float, _ b: Float) -> Float {
            switch self {
            case .normal: b
            case .multiply: a * b
            case .screen: 1 - (1 - a) * (1 - b)
            case .overlay: a <= 0.5 ? 2 * a * b : 1 - 2 * (1 - a) * (1 - b)
            case .softLight:
                b <= 0.5 ? a - (1 - 2 * b) * a * (1 - a) : a + (2 * b - 1) * (Self.lightened(a) - a)
            case .difference: a - b
            }
        }

        private static func lightened(_ x: Float) -> Float {
            x <= 0.25 ? ((16 * x - 12) * x + 4) * x : x.squareRoot()
        }
    }

    var schema: NodeSchema {
        .v3(
            "ImageBlend", category: "image/postprocessing",
            inputs: [
                .socket("image1", "IMAGE"), .socket("image2", "IMAGE"),
                .float("blend_factor", default: 0.5, min: 0, max: 1, step: 0.01),
                .combo("blend_mode", Mode.allCases.map(\.rawValue)),
            ],
            outputs: [OutputSchema("IMAGE")], "Mixes two pictures.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let first = try inputs.image("image1")
        var second = Layout.matchingChannels(try inputs.image("image2"), first.shape[3])
        let mode = try inputs.choice("blend_mode", Mode.self)
        let factor = try inputs.float("blend_factor")
        if second.shape != first.shape {
            second = try Resampling.image(
                second, width: first.shape[2], height: first.shape[1], .bicubic, crop: .center,
                cancellation: context.cancellation)
        }
        let (a, b) = (Float(1 - factor), Float(factor))
        let result = try Broadcast.combine(first, second) { x, y in
            min(max(x * a + mode.apply(x, y) * b, 0), 1)
        }
        return .values(.tensor(result))
    }
}
