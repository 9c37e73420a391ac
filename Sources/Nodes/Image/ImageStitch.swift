internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

struct ImageStitch: Node {
    private enum Direction: String, CaseIterable {
        case right, down, left, up

        var isHorizontal: Bool { self == .right || self == .left }
        var putsSecondFirst: Bool { self == .left || self == .up }
    }

    private enum SpacingColor: String, CaseIterable {
        case white, black, red, green, blue

        /// Of the channels; alpha is 1.
        var values: [Float] {
            switch self {
            case .white: [1, 1, 1, 1]
            case .black: [0, 0, 0, 1]
            case .red: [1, 0, 0, 1]
            case .green: [0, 1, 0, 1]
            case .blue: [0, 0, 1, 1]
            }
        }

        /// What fills up the smaller picture; colours do not.
        var padding: Float { self == .white ? 1 : 0 }
    }

    var schema: NodeSchema {
        .v3(
            "ImageStitch", displayName: "Image Stitch", category: "image/transform",
            inputs: [
                .socket("image1", "IMAGE"), .combo("direction", Direction.allCases.map(\.rawValue), default: "right"),
                .bool("match_image_size", default: true),
                .int("spacing_width", default: 0, min: 0, max: 1024, step: 2, linked: .linkedPixels),
                .combo("spacing_color", SpacingColor.allCases.map(\.rawValue), default: "white"),
                .socket("image2", "IMAGE", section: .optional),
            ],
            outputs: [OutputSchema("IMAGE")],
            aliases: ["combine images", "join images", "concatenate images", "side by side"],
            "Puts two pictures side by side, with a gap if wanted.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var first = try inputs.image("image1")
        guard inputs["image2"] != nil else { return .values(.tensor(first)) }
        var second = try inputs.image("image2")
        let direction = try inputs.choice("direction", Direction.self)
        let color = try inputs.choice("spacing_color", SpacingColor.self)
        let batch = max(first.shape[0], second.shape[0])
        (first, second) = (try Self.lengthened(first, to: batch), try Self.lengthened(second, to: batch))
        if try inputs.bool("match_image_size") {
            let ratio = Double(second.shape[2]) / Double(second.shape[1])
            let (width, height) =
                direction.isHorizontal
                ? (Int(Double(first.shape[1]) * ratio), first.shape[1])
                : (first.shape[2], Int(Double(first.shape[2]) / ratio))
            second = try Resampling.image(
                second, width: width, height: height, .lanczos, cancellation: context.cancellation)
        } else {
            let axis = direction.isHorizontal ? 1 : 2
            let length = max(first.shape[axis], second.shape[axis])
            (first, second) = (
                try Self.padded(first, axis, to: length, color.padding),
                try Self.padded(second, axis, to: length, color.padding)
            )
        }
        let channels = max(first.shape[3], second.shape[3])
        var parts = [first, second].map { Layout.matchingChannels($0, channels) }
        if direction.putsSecondFirst { parts.reverse() }
        let gap = try inputs.int("spacing_width")
        if gap > 0 {
            var shape = parts[0].shape
            shape[direction.isHorizontal ? 2 : 1] = gap + gap % 2
            var spacing = try Tensor(allocating: Allocation.checked(shape, "an image"))
            let values = color.values
            spacing.withMutableFloats { for i in $0.indices { $0[i] = values[i % channels] } }
            parts.insert(spacing, at: 1)
        }
        return .values(.tensor(try Self.joined(parts, direction.isHorizontal ? 2 : 1)))
    }

    /// The last picture repeated until there are `count`.
    private static func lengthened(_ image: Tensor, to count: Int) throws(NodeError) -> Tensor {
        let batch = image.shape[0]
        guard batch < count else { return image }
        _ = try Allocation.checked([count] + image.shape.dropFirst(), "a batch of images")
        let last = image.slice((batch - 1)..<batch)
        return Tensor.concatenated([image] + (batch..<count).map { _ in last })
    }

    private static func padded(_ image: Tensor, _ axis: Int, to length: Int, _ value: Float) throws(NodeError) -> Tensor
    {
        var shape = image.shape
        shape[axis] = length
        return Layout.centered(image, in: try Allocation.checked(shape, "an image"), background: value)
    }

    private static func joined(_ parts: [Tensor], _ axis: Int) throws -> Tensor {
        var shape = parts[0].shape
        shape[axis] = parts.reduce(0) { $0 + $1.shape[axis] }
        return Layout.joined(parts, axis: axis, shape: try Allocation.checked(shape, "an image"))
    }
}
