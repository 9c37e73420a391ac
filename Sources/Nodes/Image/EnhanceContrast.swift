internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// scikit-image's ways to spread the values of a picture.
struct EnhanceContrast: Node {
    private enum Method: String {
        case histogram = "Histogram Equalization"
        case adaptive = "Adaptive Equalization"
        case stretching = "Contrast Stretching"
    }

    var schema: NodeSchema {
        NodeSchema(
            "EnhanceContrast", category: "image/adjustments",
            inputs: [
                .link("image", "IMAGE"),
                .choice("method", ["Histogram Equalization", "Adaptive Equalization", "Contrast Stretching"]),
                .float("clip_limit", default: 0.03, min: 0, max: 1, step: 0.01),
                .float("lower_percentile", default: 2, min: 0, max: 100, step: 0.1),
                .float("upper_percentile", default: 98, min: 0, max: 100, step: 0.1),
            ],
            outputs: [OutputSchema("IMAGE")]
        ).with { $0.description = "Spreads the values of pictures over all that there are." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        guard image.shape[3] == 3 else { throw NodeError("AssertionError", "Input must be a batch of RGB images") }
        let method = try inputs.choice("method", Method.self)
        let limit = try inputs.float("clip_limit")
        let percentiles = (try inputs.float("lower_percentile"), try inputs.float("upper_percentile"))
        guard (0...100).contains(percentiles.0), (0...100).contains(percentiles.1) else {
            throw NodeError("ValueError", "Percentiles must be in the range [0, 100]")
        }
        let items = try (0..<image.shape[0]).map { item -> Tensor in
            try context.cancellation.check()
            let picture = image.slice(item..<(item + 1))
            // its values as numbers of twice the size, and in their order or in bins
            try TensorMemory.check(16 * picture.count)
            switch method {
            case .histogram: return Self.equalized(picture)
            case .stretching:
                let ends = Percentiles(of: picture, context.cancellation)
                return Self.rescaled(picture, from: try ends.at(percentiles.0), to: try ends.at(percentiles.1))
            case .adaptive:
                return try AdaptiveEqualization(limit: limit).apply(to: picture, context.cancellation)
            }
        }
        return .values(.tensor(Tensor.concatenated(items)))
    }

    /// By how many values are smaller, in 256 bins.
    private static func equalized(_ picture: Tensor) -> Tensor {
        let (low, largest) = Extremes.of(picture)
        var (least, high) = (low, largest)
        if low == high { (least, high) = (low - 0.5, high + 0.5) }
        let width = (high - least) / 256
        var counts = [Double](repeating: 0, count: 256)
        picture.withFloats { values in
            for place in values.indices.halting() {
                // NaN counts as the smallest
                let bin = (Double(values[place]) - least) / width
                counts[bin > 0 ? Int(min(bin, 255)) : 0] += 1
            }
        }
        var sum = 0.0
        let shares = counts.map { count -> Double in
            sum += count
            return sum / Double(picture.count)
        }
        return picture.map { value in
            // between the middles of the bins
            let place = (Double(value) - least) / width - 0.5
            guard place > 0 else { return Float(shares[0]) }
            if place >= 255 { return Float(shares[255]) }
            let bin = Int(place)
            return Float(shares[bin] + (shares[bin + 1] - shares[bin]) * (place - Double(bin)))
        }
    }

    private static func rescaled(_ picture: Tensor, from low: Double, to high: Double) -> Tensor {
        // what may be negative reaches down to -1
        let least = low >= 0 ? 0.0 : -1.0
        return picture.map { value in
            let clipped = min(max(Double(value), low), high)
            guard low != high else { return Float(min(max(clipped, least), 1)) }
            return Float((clipped - low) / (high - low) * (1 - least) + least)
        }
    }
}
