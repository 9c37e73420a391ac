internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// Where in a picture a part of it belongs: a COMPOSITE_CONTEXT.
final class CompositeContext: EngineObject {
    let x, y, width, height: Int

    init(x: Int, y: Int, width: Int, height: Int) {
        (self.x, self.y, self.width, self.height) = (x, y, width, height)
    }
}

/// Cuts out what is to be repainted, in a size that a model was trained with.
struct CropAndFitInpaintToDiffusionSize: Node {
    var schema: NodeSchema {
        NodeSchema(
            "CropAndFitInpaintToDiffusionSize", displayName: "Crop & Fit Inpaint Region", category: "inpaint",
            inputs: [
                .link("image", "IMAGE"), .link("mask", "MASK"),
                .choice(
                    "resolutions",
                    [
                        "SDXL/SD3/Flux", "SD1.5", "LTXV", "Ideogram", "Cosmos", "HunyuanVideo", "WAN 14b", "WAN 1.3b",
                        "WAN 14b with extras", "HiDream 1 Edit", "Kontext", "Unknown", "Qwen Image",
                    ], options: ["default": "SDXL/SD3/Flux"]), .string("margin", default: "64"),
            ],
            outputs: [
                OutputSchema("IMAGE", name: "image"), OutputSchema("MASK", name: "mask"),
                OutputSchema("COMPOSITE_CONTEXT", name: "composite_context"),
            ]
        ).with { $0.description = "Cuts out the part of a picture that a mask covers, and resizes it for a model." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (image, mask) = (try inputs.image("image"), try inputs.mask("mask"))
        let (height, width) = (image.shape[1], image.shape[2])
        guard mask.shape[1] == height, mask.shape[2] == width else {
            throw NodeError("ValueError", "the mask of \(mask.shape) does not fit the picture of \(image.shape)")
        }
        guard let box = Self.bounds(mask) else { throw NodeError("ValueError", "Mask is empty (all black).") }
        let margin = try Self.margin(try inputs.string("margin"))
        let (left, top) = (max(0, box.x.lowerBound - margin.left), max(0, box.y.lowerBound - margin.top))
        let (right, bottom) = (
            min(width, box.x.upperBound + margin.right), min(height, box.y.upperBound + margin.bottom)
        )
        guard right > left, bottom > top else { throw NodeError("ValueError", "Cropped area has zero dimension.") }

        let sizes = DiffusionSizes.sizes(of: try inputs.string("resolutions"))
        let (wide, high) = (Double(right - left), Double(bottom - top))
        var target = DiffusionSizes.nearest(sizes, to: wide / high)
        let ratio = Double(target.width) / Double(target.height)
        let cover = wide / high > ratio ? (wide, wide / ratio) : (high * ratio, high)
        var part = (x: 0, y: 0, width: width, height: height)
        if cover.0 > Double(width) || cover.1 > Double(height) {
            target = DiffusionSizes.nearest(sizes, to: Double(width) / Double(height))
        } else {
            var x = max(Double(left) + wide / 2 - cover.0 / 2, 0)
            var y = max(Double(top) + high / 2 - cover.1 / 2, 0)
            if x + cover.0 > Double(width) { x = Double(width) - cover.0 }
            if y + cover.1 > Double(height) { y = Double(height) - cover.1 }
            part = (Int(x), Int(y), Int(cover.0), Int(cover.1))
        }
        let (rows, columns) = (part.y..<(part.y + part.height), part.x..<(part.x + part.width))
        let cropped = Layout.cropped(image, y: rows, x: columns)
        let shown = Layout.cropped(mask.reshaped(mask.shape + [1]), y: rows, x: columns)
        let resized = try Resampling.image(
            cropped, width: target.width, height: target.height, .bilinear, cancellation: context.cancellation)
        let fitted = Self.nearest(shown, width: target.width, height: target.height)
        return .values(
            .tensor(resized), .tensor(fitted),
            .object(CompositeContext(x: part.x, y: part.y, width: part.width, height: part.height)))
    }

    /// The smallest rectangle around what is not 0 in any of the masks.
    private static func bounds(_ mask: Tensor) -> (x: Range<Int>, y: Range<Int>)? {
        let (height, width) = (mask.shape[1], mask.shape[2])
        var (left, right, top, bottom) = (Int.max, -1, Int.max, -1)
        mask.withFloats { values in
            for place in values.indices.halting() where values[place] != 0 {
                let (y, x) = (place / width % height, place % width)
                (left, right, top, bottom) = (min(left, x), max(right, x), min(top, y), max(bottom, y))
            }
        }
        return right < 0 ? nil : (left..<(right + 1), top..<(bottom + 1))
    }

    /// As in CSS: all, or vertical and horizontal, or top, horizontal and bottom, or each.
    private static func margin(_ text: String) throws -> (top: Int, right: Int, bottom: Int, left: Int) {
        let parts = text.split(whereSeparator: \.isWhitespace)
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == parts.count, numbers.allSatisfy({ abs($0) <= 1 << 24 }) else {
            throw NodeError("ValueError", "the margin '\(text)' is not made of whole numbers")
        }
        switch numbers.count {
        case 1: return (numbers[0], numbers[0], numbers[0], numbers[0])
        case 2: return (numbers[0], numbers[1], numbers[0], numbers[1])
        case 3: return (numbers[0], numbers[1], numbers[2], numbers[1])
        case 4: return (numbers[0], numbers[1], numbers[2], numbers[3])
        default: throw NodeError("ValueError", "Invalid margin format.")
        }
    }

    /// PyTorch's `nearest`, which takes the place at the upper left. x: [B, H, W, 1] -> [B, height, width]
    private static func nearest(_ x: Tensor, width: Int, height: Int) -> Tensor {
        let (oldHeight, oldWidth) = (x.shape[1], x.shape[2])
        func places(_ count: Int, _ old: Int) -> [Int] {
            let scale = Float(old) / Float(count)
            return (0..<count).map { min(Int(Float($0) * scale), old - 1) }
        }
        let (rows, columns) = (places(height, oldHeight), places(width, oldWidth))
        return Layout.map([x.shape[0], height, width], from: x) { source, target in
            var at = 0
            for b in 0..<x.shape[0] {
                for row in rows {
                    for column in columns {
                        target[at] = source[(b * oldHeight + row) * oldWidth + column]
                        at += 1
                    }
                }
            }
        }
    }
}

struct CompositeCroppedAndFittedInpaintResult: Node {
    var schema: NodeSchema {
        NodeSchema(
            "CompositeCroppedAndFittedInpaintResult", displayName: "Composite Inpaint Result", category: "inpaint",
            inputs: [
                .link("source_image", "IMAGE"), .link("source_mask", "MASK"), .link("inpainted_image", "IMAGE"),
                .link("composite_context", "COMPOSITE_CONTEXT"),
            ],
            outputs: [OutputSchema("IMAGE")]
        ).with { $0.description = "Puts what was repainted back into the picture it was cut out of." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (image, mask) = (try inputs.image("source_image"), try inputs.mask("source_mask"))
        let part = try inputs.object("composite_context", CompositeContext.self, "a COMPOSITE_CONTEXT")
        let inpainted = try Resampling.image(
            try inputs.image("inpainted_image"), width: part.width, height: part.height, .bilinear,
            cancellation: context.cancellation)
        let (batch, height, width, channels) = (image.shape[0], image.shape[1], image.shape[2], image.shape[3])
        guard batch % inpainted.shape[0] == 0, inpainted.shape[3] == channels else {
            throw NodeError("ValueError", "cannot put \(inpainted.shape) into \(image.shape)")
        }
        guard mask.shape == [batch, height, width] else {
            throw NodeError("ValueError", "the mask of \(mask.shape) does not fit the picture of \(image.shape)")
        }
        // where the part has nothing, black shows through the mask
        let result = Layout.map(image.shape, from: image) { source, target in
            mask.withFloats { mask in
                inpainted.withFloats { new in
                    for b in 0..<batch {
                        let item = b % inpainted.shape[0]
                        for y in (0..<height).halting(each: width * channels) {
                            for x in 0..<width {
                                let pixel = (b * height + y) * width + x
                                let isInside =
                                    (part.x..<(part.x + part.width)).contains(x)
                                    && (part.y..<(part.y + part.height)).contains(y)
                                let from = ((item * part.height + y - part.y) * part.width + x - part.x) * channels
                                for c in 0..<channels {
                                    let value = isInside ? new[from + c] : 0
                                    let at = pixel * channels + c
                                    target[at] = value * mask[pixel] + source[at] * (1 - mask[pixel])
                                }
                            }
                        }
                    }
                }
            }
        }
        return .values(.tensor(result))
    }
}
