internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct VideoLinearCFGGuidance: Node {
    var schema: NodeSchema {
        NodeSchema(
            "VideoLinearCFGGuidance", category: "sampling/video_models",
            inputs: [
                .link("model", "MODEL"),
                .float("min_cfg", default: 1, min: 0, max: 100, step: 0.5, extra: ["round": 0.01]),
            ],
            outputs: [OutputSchema("MODEL")]
        ).with { $0.description = "Guides the first picture of a batch least and the last one most." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let least = Float(try inputs.float("min_cfg"))
        return .values(
            try inputs.patchedModel { options in
                options.guidance = { step in
                    let places = Self.places(step.x.shape[0])
                    return step.guided { least + (step.scale - least) * places[$0] }
                }
            })
    }

    /// 0...1, evenly.
    static func places(_ count: Int) -> [Float] {
        (0..<count).map { count == 1 ? 0 : Float($0) / Float(count - 1) }
    }
}

struct VideoTriangleCFGGuidance: Node {
    var schema: NodeSchema {
        NodeSchema(
            "VideoTriangleCFGGuidance", category: "sampling/video_models",
            inputs: [
                .link("model", "MODEL"),
                .float("min_cfg", default: 1, min: 0, max: 100, step: 0.5, extra: ["round": 0.01]),
            ],
            outputs: [OutputSchema("MODEL")]
        ).with {
            $0.description = "Guides the pictures in the middle of a batch most, and its first and last ones least."
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let least = Float(try inputs.float("min_cfg"))
        return .values(
            try inputs.patchedModel { options in
                options.guidance = { step in
                    let places = VideoLinearCFGGuidance.places(step.x.shape[0]).map {
                        2 * abs($0 - ($0 + 0.5).rounded(.down))
                    }
                    return step.guided { places[$0] * (step.scale - least) + least }
                }
            })
    }
}

extension GuidanceStep {
    /// Classifier-free guidance with a scale for each item.
    fileprivate func guided(_ scale: (_ item: Int) -> Float) -> Tensor {
        negative + (positive - negative).scalingItems(scale)
    }
}
