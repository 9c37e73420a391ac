internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// Puts pictures onto others by their alphas. The second version takes alphas and may lack them, the first one masks.
struct PorterDuffImageComposite: Node {
    let isSecondVersion: Bool

    var schema: NodeSchema {
        let mode = InputSchema.choice("mode", PorterDuff.allCases.map(\.rawValue), options: ["default": "DST"])
        let (source, destination) = (InputSchema.link("source", "IMAGE"), InputSchema.link("destination", "IMAGE"))
        func alpha(_ name: String) -> InputSchema {
            .link(name, "MASK", section: isSecondVersion ? .optional : .required)
        }
        let alphas = (source: alpha("source_alpha"), destination: alpha("destination_alpha"))
        return NodeSchema(
            isSecondVersion ? "PorterDuffImageCompositeV2" : "PorterDuffImageComposite",
            displayName: isSecondVersion ? "Image Composite" : "Porter-Duff Image Composite (V1)",
            category: "mask/compositing",
            inputs: isSecondVersion
                ? [source, destination, mode, alphas.source, alphas.destination]
                : [source, alphas.source, destination, alphas.destination, mode],
            outputs: [OutputSchema("IMAGE"), OutputSchema("MASK")]
        ).with { $0.description = "Puts pictures onto others by one of the operators of Porter and Duff." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (source, destination) = (try inputs.image("source"), try inputs.image("destination"))
        let mode = try inputs.choice("mode", PorterDuff.self)
        let alphas = (
            source: try alpha(inputs, "source_alpha", of: source),
            destination: try alpha(inputs, "destination_alpha", of: destination)
        )
        guard source.shape[3] == destination.shape[3] else {
            throw NodeError("AssertionError", "cannot put \(source.shape) onto \(destination.shape)")
        }
        let batch = [source, destination, alphas.source, alphas.destination].map { $0.shape[0] }.min() ?? 0
        func fitted(_ x: Tensor) throws -> Tensor {
            let x = x.slice(0..<batch)
            if x.shape[1...2] == destination.shape[1...2] { return x }
            return try Resampling.image(
                x, width: destination.shape[2], height: destination.shape[1], .bicubic, crop: .center,
                cancellation: context.cancellation)
        }
        let (image, alpha) = Self.composite(
            mode, try fitted(source), try fitted(alphas.source), destination.slice(0..<batch),
            try fitted(alphas.destination))
        return .values(.tensor(image), .tensor(alpha.map { 1 - $0 }))
    }

    /// [B, H, W, 1], 1 where the picture shows
    private func alpha(_ inputs: NodeInputs, _ name: String, of image: Tensor) throws -> Tensor {
        // What is left out hides the picture, as in the reference.
        guard inputs[name] != nil || !isSecondVersion else { return Tensor(zeros: image.shape.dropLast() + [1]) }
        let mask = try inputs.mask(name)
        let alpha = isSecondVersion ? mask : mask.map { 1 - $0 }
        return alpha.reshaped(mask.shape + [1])
    }

    /// All of one size. -> [B, H, W, C], [B, H, W]
    private static func composite(
        _ mode: PorterDuff, _ source: Tensor, _ sourceAlpha: Tensor, _ destination: Tensor, _ destinationAlpha: Tensor
    ) -> (image: Tensor, alpha: Tensor) {
        let channels = source.shape[3]
        let alpha = Tensor.zip(sourceAlpha, destinationAlpha, mode.alpha).reshaped(Array(source.shape.dropLast()))
        var image = Tensor(uninitialized: source.shape)
        image.withMutableFloats { target in
            source.withFloats { x in
                destination.withFloats { y in
                    sourceAlpha.withFloats { s in
                        destinationAlpha.withFloats { d in
                            alpha.withFloats { alpha in
                                for i in target.indices.halting() {
                                    let pixel = i / channels
                                    let (s, d) = (s[pixel], d[pixel])
                                    let color = mode.color(x[i] * s, s, y[i] * d, d)
                                    let straight = alpha[pixel] > 1e-5 ? color / alpha[pixel] : 0
                                    target[i] = min(max(straight, 0), 1)
                                }
                            }
                        }
                    }
                }
            }
        }
        return (image, alpha)
    }
}
