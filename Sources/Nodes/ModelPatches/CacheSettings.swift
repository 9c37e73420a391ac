internal import Models
internal import Sampling
internal import Workflow

/// When calls may be left out, as the nodes for it ask.
struct CacheSettings: Sendable {
    private let threshold: Float
    private let start: Double
    private let end: Double

    static let inputs: [InputSchema] = [
        .socket("model", "MODEL"),
        .float("reuse_threshold", default: 0.2, min: 0, max: 3, step: 0.01),
        .float("start_percent", default: 0.15, min: 0, max: 1, step: 0.01),
        .float("end_percent", default: 0.95, min: 0, max: 1, step: 0.01),
        .bool("verbose", default: false),
    ]

    init(_ inputs: NodeInputs) throws(NodeError) {
        threshold = Float(try inputs.float("reuse_threshold"))
        (start, end) = (try inputs.float("start_percent"), try inputs.float("end_percent"))
    }

    /// - Parameter measured: the prompt whose changes are measured; nil for the first that is asked after the start.
    func cache(_ sampling: any ModelSampling, measured: Int? = nil) -> StepCache {
        StepCache(
            threshold: threshold, start: sampling.percentToSigma(start), end: sampling.percentToSigma(end),
            measured: measured)
    }
}
