internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct FreeU: Node {
    /// Of what is drawn, made of it and the input's strength.
    private let factors: @Sendable (_ h: Tensor, _ factor: Float) -> PlaceFactors
    let schema: NodeSchema

    static let first = Self(
        "FreeU", drawn: (1.1, 1.2),
        "Strengthens what the UNet's decoder draws, and weakens what its skip connections bring of coarse shapes (Si et al., 2023)."
    ) { _, factor in return { _, _ in factor } }
    static let second = Self(
        "FreeU_V2", drawn: (1.3, 1.4), "FreeU whose strength follows what is drawn at each place (Si et al., 2023).",
        placeFactors)

    private init(
        _ name: String, drawn: (Double, Double), _ description: String,
        _ factors: @escaping @Sendable (_ h: Tensor, _ factor: Float) -> PlaceFactors
    ) {
        self.factors = factors
        func strength(_ name: String, _ standard: Double) -> InputSchema {
            .float(name, default: standard, min: 0, max: 10, step: 0.01)
        }
        schema = .v3(
            name, category: "model_patches/unet",
            inputs: [
                .socket("model", "MODEL"), strength("b1", drawn.0), strength("b2", drawn.1), strength("s1", 0.9),
                strength("s2", 0.2),
            ],
            outputs: [OutputSchema("MODEL")], description)
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(try inputs.freeU(factors))
    }

    /// Of each place: the more, the higher the mean of its channels lies among the picture's.
    @Sendable private static func placeFactors(_ h: Tensor, _ factor: Float) -> PlaceFactors {
        let (plane, channels) = (h.shape[1] * h.shape[2], h.shape[3])
        let means = h.withFloats { values in
            (0..<h.shape[0] * plane).map { place in
                values[place * channels..<(place + 1) * channels].reduce(0, +) / Float(channels)
            }
        }
        let ranges = (0..<h.shape[0]).map { item in
            let own = means[item * plane..<(item + 1) * plane]
            return (least: own.min() ?? 0, most: own.max() ?? 0)
        }
        return { item, place in
            let (least, most) = ranges[item]
            return (factor - 1) * ((means[item * plane + place] - least) / (most - least)) + 1
        }
    }
}

/// What is multiplied by at each place of each item.
private typealias PlaceFactors = (_ item: Int, _ place: Int) -> Float

extension NodeInputs {
    /// The model with its decoder changed.
    ///
    /// - Parameter factors: of what is drawn, made of it and the input's strength.
    fileprivate func freeU(
        _ factors: @escaping @Sendable (_ h: Tensor, _ factor: Float) -> PlaceFactors
    ) throws -> Value {
        guard let unet = try model().network as? UNet else {
            throw NodeError("RuntimeError", "FreeU is for models with a UNet")
        }
        let scales = [
            4 * unet.modelChannels: (Float(try float("b1")), Float(try float("s1"))),
            2 * unet.modelChannels: (Float(try float("b2")), Float(try float("s2"))),
        ]
        return try patchedModel { options in
            options.patches.outputBlock.append { h, skip, _ in
                guard let (factor, coarse) = scales[h.shape[3]] else { return (h, skip) }
                let filter = FrequencyFilter(
                    height: skip.shape[1], width: skip.shape[2], cutoff: 1, low: coarse, high: 1)
                return (h.scalingFirstHalf(factors(h, factor)), filter(skip))
            }
        }
    }
}

extension Tensor {
    /// The first half of the channels of each place times a factor. self: [B, H, W, C]
    fileprivate func scalingFirstHalf(_ factor: PlaceFactors) -> Tensor {
        let (plane, channels) = (shape[1] * shape[2], shape[3])
        var result = self
        result.withMutableFloats { values in
            for index in (0..<shape[0] * plane).halting(each: channels) {
                let scale = factor(index / plane, index % plane)
                for i in index * channels..<index * channels + channels / 2 { values[i] *= scale }
            }
        }
        return result
    }
}
