internal import Formats
internal import Tensors
internal import Workflow

struct MaskComposite: Node {
    private enum Operation: String, CaseIterable {
        case multiply, add, subtract, and, or, xor

        func apply(_ a: Float, _ b: Float) -> Float {
            func isSet(_ value: Float) -> Bool { value.rounded(.toNearestOrEven) != 0 }
            return switch self {
            case .multiply: a * b
            case .add: a + b
            case .subtract: a - b
            case .and: isSet(a) && isSet(b) ? 1 : 0
            case .or: isSet(a) || isSet(b) ? 1 : 0
            case .xor: isSet(a) != isSet(b) ? 1 : 0
            }
        }
    }

    var schema: NodeSchema {
        .v3(
            "MaskComposite", category: "mask",
            inputs: [
                .socket("destination", "MASK"), .socket("source", "MASK"), .place("x"), .place("y"),
                .combo("operation", Operation.allCases.map(\.rawValue)),
            ],
            outputs: [OutputSchema("MASK")], aliases: ["combine masks", "blend masks", "layer masks"],
            "Combines one mask with a part of another.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var result = try inputs.mask("destination")
        let source = try inputs.mask("source")
        let operation = try inputs.choice("operation", Operation.self)
        let x = try inputs.int("x")
        let y = try inputs.int("y")
        let (batch, height, width) = (result.shape[0], result.shape[1], result.shape[2])
        let (items, sourceHeight, sourceWidth) = (source.shape[0], source.shape[1], source.shape[2])
        guard items == 1 || items == batch else {
            throw NodeError("RuntimeError", "cannot combine \(batch) masks with \(items)")
        }
        let rows = y < height ? y..<(y + min(sourceHeight, height - y)) : 0..<0
        let columns = x < width ? x..<(x + min(sourceWidth, width - x)) : 0..<0
        result.withMutableFloats { result in
            source.withFloats { source in
                for b in 0..<batch {
                    for row in rows {
                        for column in columns {
                            let at = (b * height + row) * width + column
                            let from = (b % items * sourceHeight + row - y) * sourceWidth + column - x
                            result[at] = operation.apply(result[at], source[from])
                        }
                    }
                }
                for i in result.indices { result[i] = min(max(result[i], 0), 1) }
            }
        }
        return .values(.tensor(result))
    }
}

/// Puts a picture or a latent onto another through a mask: ComfyUI's `composite`.
enum MaskedComposite {
    /// - Parameters:
    ///   - destination: [B, H, W, C]
    ///   - source: [S, h, w, C]; cycled or cut to B items.
    ///   - mask: [M, mh, mw], resized to the source; nil shows all of it.
    ///   - x, y: where the source's corner lies, in places of the destination.
    static func apply(
        _ destination: Tensor, source: Tensor, x: Int, y: Int, mask: Tensor?, cancellation: Cancellation?
    ) throws -> Tensor {
        let (batch, height, width, channels) = (
            destination.shape[0], destination.shape[1], destination.shape[2], destination.shape[3]
        )
        guard source.shape[3] == channels else {
            throw NodeError("RuntimeError", "cannot put \(source.shape) onto \(destination.shape)")
        }
        let source = Layout.repeated(source, toBatch: batch)
        let (sourceHeight, sourceWidth) = (source.shape[1], source.shape[2])
        var weights = Tensor(repeating: 1, [1, sourceHeight, sourceWidth, 1])
        if let mask {
            weights = Layout.repeated(
                try Resampling.image(
                    mask.reshaped(mask.shape + [1]), width: sourceWidth, height: sourceHeight, .bilinear,
                    cancellation: cancellation), toBatch: batch)
        }
        let rows = y < height ? y..<(y + min(sourceHeight, height - y)) : 0..<0
        let columns = x < width ? x..<(x + min(sourceWidth, width - x)) : 0..<0
        var result = destination
        result.withMutableFloats { result in
            source.withFloats { source in
                weights.withFloats { weights in
                    for b in 0..<batch {
                        for row in rows {
                            for column in columns {
                                let to = ((b * height + row) * width + column) * channels
                                let pixel = (row - y) * sourceWidth + column - x
                                let from = (b * sourceHeight * sourceWidth + pixel) * channels
                                let weight = weights[
                                    (mask == nil ? 0 : b) * sourceHeight * sourceWidth + pixel]
                                for c in 0..<channels {
                                    result[to + c] = weight * source[from + c] + (1 - weight) * result[to + c]
                                }
                            }
                        }
                    }
                }
            }
        }
        return result
    }

    static func inputs(_ type: String, step: Int128) -> [InputSchema] {
        [
            .socket("destination", type), .socket("source", type), .place("x", step: step), .place("y", step: step),
            .bool("resize_source", default: false), .socket("mask", "MASK", section: .optional),
        ]
    }
}

struct ImageCompositeMasked: Node {
    var schema: NodeSchema {
        .v3(
            "ImageCompositeMasked", category: "image", inputs: MaskedComposite.inputs("IMAGE", step: 1),
            outputs: [OutputSchema("IMAGE")], aliases: ["paste image", "overlay", "layer"],
            "Puts one picture onto another, through a mask if there is one.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let destination = try inputs.image("destination")
        var source = Layout.matchingChannels(try inputs.image("source"), destination.shape[3])
        if try inputs.bool("resize_source") {
            source = try Resampling.image(
                source, width: destination.shape[2], height: destination.shape[1], .bilinear,
                cancellation: context.cancellation)
        }
        let result = try MaskedComposite.apply(
            destination, source: source, x: try inputs.int("x"), y: try inputs.int("y"),
            mask: inputs["mask"] == nil ? nil : try inputs.mask("mask"), cancellation: context.cancellation)
        return .values(.tensor(result))
    }
}

struct LatentCompositeMasked: Node {
    var schema: NodeSchema {
        .v3(
            "LatentCompositeMasked", category: "latent", inputs: MaskedComposite.inputs("LATENT", step: 8),
            outputs: [OutputSchema("LATENT")],
            aliases: ["overlay latent", "layer latent", "paste latent", "inpaint latent"],
            "Puts one latent onto another, through a mask if there is one.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var latent = try inputs.latent("destination")
        var source = try inputs.latent("source").samples
        if try inputs.bool("resize_source") {
            source = try Resampling.latent(
                source, width: latent.samples.shape[3], height: latent.samples.shape[2], .bilinear,
                cancellation: context.cancellation)
        }
        let result = try MaskedComposite.apply(
            Layout.nhwc(latent.samples), source: Layout.nhwc(source), x: try inputs.int("x") / 8,
            y: try inputs.int("y") / 8, mask: inputs["mask"] == nil ? nil : try inputs.mask("mask"),
            cancellation: context.cancellation)
        latent.samples = Layout.nchw(result)
        return .values(latent.value)
    }
}
