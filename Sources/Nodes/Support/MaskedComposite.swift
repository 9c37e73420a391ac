internal import Images
internal import System
internal import Tensors
internal import Workflow

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
                try Resampling.mask(mask, width: sourceWidth, height: sourceHeight, cancellation: cancellation),
                toBatch: batch)
        }
        let rows = y < height ? y..<(y + min(sourceHeight, height - y)) : 0..<0
        let columns = x < width ? x..<(x + min(sourceWidth, width - x)) : 0..<0
        var result = destination
        result.withMutableFloats { result in
            source.withFloats { source in
                weights.withFloats { weights in
                    for b in 0..<batch {
                        for row in rows.halting(each: columns.count * channels) {
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
