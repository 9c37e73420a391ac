internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// Cuts out what a mask covers, in the middle of a picture of a given size and on one colour: what models of bodies want
/// to see. Of ComfyUI's newer releases.
struct ImageCropToMask: Node {
    var schema: NodeSchema {
        .v3(
            "ImageCropToMask", displayName: "Crop Image to Mask", category: "image/transform",
            inputs: [
                .socket("images", "IMAGE"), .socket("masks", "MASK"),
                .int("width", default: 1024, min: 64, max: 4096, step: 8),
                .int("height", default: 1024, min: 64, max: 4096, step: 8),
                .float("pad_factor", default: 1, min: 1, max: 2, step: 0.01),
                .int("grow_mask", default: 0, min: -32, max: 32, step: 1),
                InputSchema("background", .named("COLOR"), ["default": "#000000"]),
            ], outputs: [OutputSchema("IMAGE", name: "images")],
            aliases: [
                "crop to mask", "mask crop", "crop mask", "mask crop resize", "crop mask resize", "trellis2", "pixal3d",
            ], "Cuts out what masks cover, and fits it into a size.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let images = Layout.matchingChannels(try inputs.image("images"), 3)
        var masks = try inputs.mask("masks")
        let (batch, height, width) = (images.shape[0], images.shape[1], images.shape[2])
        guard masks.shape[0] == 1 || masks.shape[0] == batch else {
            throw NodeError("ValueError", "Mask batch \(masks.shape[0]) does not match image batch \(batch)")
        }
        if masks.shape[1] != height || masks.shape[2] != width {
            masks = try Resampling.mask(masks, width: width, height: height, cancellation: context.cancellation)
                .reshaped([masks.shape[0], height, width])
        }
        masks = Layout.repeated(masks, toBatch: batch)
        let size = (width: try inputs.int("width"), height: try inputs.int("height"))
        let background = Self.color(try inputs.string("background"))
        let (factor, growth) = (try inputs.float("pad_factor"), try inputs.int("grow_mask"))
        guard (0.01...100).contains(factor) else { throw NodeError("ValueError", "pad_factor cannot be \(factor)") }
        let results = try (0..<batch).map { item in
            let part = try cropped(
                images.slice(item..<(item + 1)).map { min(max($0, 0), 1) },
                masks.slice(item..<(item + 1)).reshaped([1, height, width, 1]).map { min(max($0, 0), 1) },
                size: size, factor: factor, growth: growth, background: background, context.cancellation)
            return try Resampling.image(
                part, width: size.width, height: size.height, .lanczos, cancellation: context.cancellation)
        }
        return .values(.tensor(Tensor.concatenated(results)))
    }

    /// "#rrggbb"; black for what is none.
    private static func color(_ text: String) -> [Float] {
        let digits = text.drop { $0 == "#" }
        guard digits.count == 6, let number = UInt32(digits, radix: 16) else { return [0, 0, 0] }
        return [16, 8, 0].map { Float(number >> UInt32($0) & 255) / 255 }
    }

    private func cropped(
        _ image: Tensor, _ cover: Tensor, size: (width: Int, height: Int), factor: Double, growth: Int,
        background: [Float], _ cancellation: Cancellation
    ) throws -> Tensor {
        var (image, mask) = (image, Self.upright(cover))
        if growth != 0 {
            let extreme = growth > 0 ? SquareExtreme.most(2 * growth + 1) : .least(1 - 2 * growth)
            mask = try extreme.apply(to: mask, cancellation)
        }
        mask = mask.map { $0 < 0.05 ? 0 : $0 }
        let longest = max(image.shape[1], image.shape[2])
        if longest > max(size.width, size.height) {
            let scale = Double(max(size.width, size.height)) / Double(longest)
            let (width, height) = (Int(Double(image.shape[2]) * scale), Int(Double(image.shape[1]) * scale))
            image = try Resampling.image(image, width: width, height: height, .lanczos, cancellation: cancellation)
            mask = try Resampling.image(mask, width: width, height: height, .lanczos, cancellation: cancellation)
        }
        let (height, width) = (image.shape[1], image.shape[2])
        var box = Self.bounds(mask)
        if box == nil {
            let inverse = mask.map { 1 - $0 }
            box = Self.bounds(inverse)
            if box != nil { mask = inverse }
        }
        var (left, top, right, bottom) = (0, 0, width, height)
        if let box {
            let (wide, high) = (Double(box.x.count), Double(box.y.count))
            let ratio = Double(size.width) / Double(size.height)
            let wanted =
                wide / high >= ratio
                ? (Int(wide * factor), Int(wide / ratio * factor)) : (Int(high * ratio * factor), Int(high * factor))
            let half = ((wanted.0 + 1) / 2, (wanted.1 + 1) / 2)
            let center = (
                Double(box.x.lowerBound + box.x.upperBound - 1) / 2, Double(box.y.lowerBound + box.y.upperBound - 1) / 2
            )
            (left, top) = (Int(center.0 - Double(half.0)), Int(center.1 - Double(half.1)))
            (right, bottom) = (left + 2 * half.0, top + 2 * half.1)
        }
        guard right > left, bottom > top else {
            throw NodeError("ValueError", "the mask leaves nothing of the picture")
        }
        let shape = try Allocation.checked([1, bottom - top, right - left, 3], "an image")
        var result = Tensor(uninitialized: shape)
        result.withMutableFloats { target in
            image.withFloats { colors in
                mask.withFloats { cover in
                    for y in (0..<shape[1]).halting(each: 4 * shape[2]) {
                        for x in 0..<shape[2] {
                            let (row, column) = (top + y, left + x)
                            let isInside = (0..<height).contains(row) && (0..<width).contains(column)
                            let weight = isInside ? cover[row * width + column] : 0
                            for c in 0..<3 {
                                let color = isInside ? colors[(row * width + column) * 3 + c] : 0
                                let value = color * weight + background[c] * (1 - weight)
                                target[(y * shape[2] + x) * 3 + c] = min(max(value, 0), 1)
                            }
                        }
                    }
                }
            }
        }
        return result
    }

    /// A mask that covers the border and not the middle is meant the other way round.
    private static func upright(_ mask: Tensor) -> Tensor {
        let (height, width) = (mask.shape[1], mask.shape[2])
        let isInverted = mask.withFloats { values in
            var (rim, length): (Float, Int) = (0, 0)
            for x in 0..<width {
                rim += values[x] + values[(height - 1) * width + x]
                length += 2
            }
            for y in 0..<height {
                rim += values[y * width] + values[y * width + width - 1]
                length += 2
            }
            var (sum, count): (Float, Int) = (0, 0)
            for y in ((height / 4)..<(height - height / 4)).halting(each: width) {
                for x in (width / 4)..<(width - width / 4) {
                    sum += values[y * width + x]
                    count += 1
                }
            }
            return rim / Float(length) > 0.5 && sum / Float(max(count, 1)) < 0.5
        }
        return isInverted ? mask.map { 1 - $0 } : mask
    }

    /// Around what is covered by more than four fifths.
    private static func bounds(_ mask: Tensor) -> (x: Range<Int>, y: Range<Int>)? {
        let width = mask.shape[2]
        var (left, right, top, bottom) = (Int.max, -1, Int.max, -1)
        mask.withFloats { values in
            for place in values.indices.halting() where min(max(values[place], 0), 1) * 255 >= 205 {
                let (y, x) = place.quotientAndRemainder(dividingBy: width)
                (left, right, top, bottom) = (min(left, x), max(right, x), min(top, y), max(bottom, y))
            }
        }
        return right < 0 ? nil : (left..<(right + 1), top..<(bottom + 1))
    }
}
