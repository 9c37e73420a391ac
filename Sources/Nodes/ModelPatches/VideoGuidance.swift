internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

/// Guides the pictures of a batch unequally, by their places.
struct VideoGuidance: Node {
    /// How far a picture is on the way from the least to the most guidance, by its place, 0...1.
    private let share: @Sendable (_ place: Float) -> Float
    let schema: NodeSchema

    static let linear = Self(
        "VideoLinearCFGGuidance", "Guides the first picture of a batch least and the last one most."
    ) { $0 }
    static let triangle = Self(
        "VideoTriangleCFGGuidance",
        "Guides the pictures in the middle of a batch most, and its first and last ones least."
    ) { 2 * abs($0 - ($0 + 0.5).rounded(.down)) }

    private init(_ name: String, _ description: String, _ share: @escaping @Sendable (_ place: Float) -> Float) {
        self.share = share
        schema = NodeSchema(
            name, category: "sampling/video_models",
            inputs: [
                .link("model", "MODEL"),
                .float("min_cfg", default: 1, min: 0, max: 100, step: 0.5, extra: ["round": 0.01]),
            ],
            outputs: [OutputSchema("MODEL")]
        ).with { $0.description = description }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let least = Float(try inputs.float("min_cfg"))
        return .values(
            try inputs.patchedModel { options in
                options.guidance = { step in
                    let last = Float(step.x.shape[0] - 1)
                    return step.guided { item in
                        (step.scale - least) * share(last == 0 ? 0 : Float(item) / last) + least
                    }
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
