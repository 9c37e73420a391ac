internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

/// Guidance away from what the network draws without some of its blocks (Stability AI's, after Ahn et al., 2024).
struct SkipLayerGuidance {
    let skipped: Set<TransformerBlockPlace>
    /// Noise levels at which it acts.
    let range: ClosedRange<Double>

    /// - Parameters:
    ///   - double, single: the numbers in these texts are those of the blocks
    ///   - start, end: parts of sampling, 0...1
    /// - Returns: nil where there are no blocks to leave out.
    init?(_ model: DiffusionModel, double: String, single: String, start: Double, end: Double) {
        let places =
            Self.numbers(double).map { TransformerBlockPlace(.double, $0) }
            + Self.numbers(single).map { TransformerBlockPlace(.single, $0) }
        guard !places.isEmpty else { return nil }
        skipped = Set(places)
        let (first, last) = (model.sampling.percentToSigma(start), model.sampling.percentToSigma(end))
        // where the end comes before the start it never acts
        range = last <= first ? last...first : -2 ... -1
    }

    func acts(at sigma: Float) -> Bool { range.contains(Double(sigma)) }

    /// A model's options without these blocks.
    func options(_ options: ModelOptions) -> ModelOptions {
        var options = options
        options.patches.skippedBlocks.formUnion(skipped)
        return options
    }

    /// A network has no block of a number that is none.
    private static func numbers(_ text: String) -> [Int] {
        text.split { !("0"..."9").contains($0) }.compactMap { Int($0) }
    }

    /// The model guided so.
    func guided(_ model: DiffusionModel, scale: Double, rescaling: Double) -> DiffusionModel {
        var options = model.options
        options.afterGuidance.append { x0, step in
            guard scale > 0, acts(at: step.sigma) else { return x0 }
            let without = try step.predict(step.positiveSide, self.options(step.model.options))
            let guided = x0.adding(step.positive - without, times: Float(scale))
            guard rescaling != 0 else { return guided }
            let ratio = Float(step.positive.deviation / guided.deviation)
            return guided * (Float(rescaling) * ratio + (1 - Float(rescaling)))
        }
        return model.with(options: options)
    }
}

extension Tensor {
    /// The sample's standard deviation of all elements.
    fileprivate var deviation: Double {
        withFloats { values in
            let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
            let squares = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
            return (squares / Double(values.count - 1)).squareRoot()
        }
    }
}
