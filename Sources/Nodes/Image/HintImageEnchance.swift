internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// Resizes pictures that ControlNets go by so that lines stay lines and colours stay those that there are (Lvmin Zhang,
/// Mikubill/sd-webui-controlnet's `high_quality_resize`, whose copy in the reference is under Apache 2.0).
struct HintImageEnchance: Node {
    private enum Mode: String {
        case stretch = "Just Resize"
        case crop = "Crop and Resize"
        case fill = "Resize and Fill"
    }

    var schema: NodeSchema {
        NodeSchema(
            "HintImageEnchance", displayName: "Enhance And Resize Hint Images", category: "ControlNet Preprocessors",
            inputs: [.link("hint_image", "IMAGE")] + HintResolutions.target,
            outputs: [OutputSchema("IMAGE")]
        ).with { $0.description = "Resizes the pictures of ControlNets, and keeps lines and colours what they are." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("hint_image")
        guard image.shape[3] >= 3 else {
            throw NodeError("ValueError", "hints have three channels or four, not \(image.shape[3])")
        }
        let (width, height) = (try inputs.int("image_gen_width"), try inputs.int("image_gen_height"))
        let mode = try inputs.choice("resize_mode", Mode.self)
        _ = try Allocation.checked([image.shape[0], height, width, image.shape[3]], "an image")
        let hints = try PixelConversion.pixels(image, context.cancellation).images.map { picture in
            let fitter = HintFitter(picture: picture, cancellation: context.cancellation)
            return switch mode {
            case .stretch: try fitter.resized(width: width, height: height)
            case .crop: try fitter.cropped(width: width, height: height)
            case .fill: try fitter.filled(width: width, height: height)
            }
        }
        return .values(
            .tensor(Tensor.concatenated(hints.map { PixelConversion.values($0, channels: $0.channels) })))
    }
}

/// One picture.
private struct HintFitter {
    let picture: PixelImage
    let cancellation: Cancellation

    private func scaled(_ factor: Double) throws -> PixelImage {
        let (width, height) = (
            try Rounding.integer(Double(picture.width) * factor), try Rounding.integer(Double(picture.height) * factor)
        )
        _ = try Allocation.checked([height, width, 4], "an image")
        guard width > 0, height > 0 else {
            throw NodeError("ValueError", "a picture of \(picture.width)x\(picture.height) is too narrow for that size")
        }
        return try resized(width: width, height: height)
    }

    private func factors(_ width: Int, _ height: Int) -> (Double, Double) {
        (Double(height) / Double(picture.height), Double(width) / Double(picture.width))
    }

    /// The middle of what covers the size.
    func cropped(width: Int, height: Int) throws -> PixelImage {
        let (down, across) = factors(width, height)
        let whole = try scaled(max(down, across))
        let (top, left) = (max(0, (whole.height - height) / 2), max(0, (whole.width - width) / 2))
        let (rows, columns) = (top..<min(top + height, whole.height), left..<min(left + width, whole.width))
        let bytes = rows.flatMap { (row: Int) -> ArraySlice<UInt8> in
            let start = row * whole.width
            return whole.bytes[
                (start + columns.lowerBound) * whole.channels..<(start + columns.upperBound) * whole.channels]
        }
        return PixelImage(width: columns.count, height: rows.count, channels: whole.channels, bytes: Array(bytes))
    }

    /// The whole, in the middle of the colour that its border has.
    func filled(width: Int, height: Int) throws -> PixelImage {
        let (down, across) = factors(width, height)
        let whole = try scaled(min(down, across))
        let channels = picture.channels
        var bytes = try [UInt8](allocating: width * height * channels, repeating: 0)
        let color = borderColor
        for at in bytes.indices { bytes[at] = color[at % channels] }
        let (top, left) = (max(0, (height - whole.height) / 2), max(0, (width - whole.width) / 2))
        for row in 0..<min(whole.height, height) {
            for i in 0..<min(whole.width, width) * channels {
                bytes[((top + row) * width + left) * channels + i] = whole.bytes[row * whole.width * channels + i]
            }
        }
        return PixelImage(width: width, height: height, channels: channels, bytes: bytes)
    }

    /// The median of each channel along the edges, the corners counted twice.
    private var borderColor: [UInt8] {
        let (width, height, channels) = (picture.width, picture.height, picture.channels)
        var places: [Int] = []
        for column in 0..<width { places += [column, (height - 1) * width + column] }
        for row in 0..<height { places += [row * width, row * width + width - 1] }
        return (0..<channels).map { channel -> UInt8 in
            // "transparent" has no middle
            if channel == 3 { return 255 }
            let sorted = places.map { Int(picture.bytes[$0 * channels + channel]) }.sorted()
            return UInt8((sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2)
        }
    }

    func resized(width: Int, height: Int) throws -> PixelImage {
        // what is resized across, as integers, and the result
        try TensorMemory.check(27 * max(picture.height, height) * width)
        let colors = part(0..<3)
        let alpha = picture.channels == 4 ? part(3..<4) : nil
        guard width != picture.width || height != picture.height else { return joined(colors, alpha) }
        let (old, new) = (picture.width * picture.height, width * height)
        let kinds = colorCount(colors)
        let isBinary = kinds == 2 && colors.bytes.min()! < 16 && colors.bytes.max()! > 240
        let method: PixelResampling = (3..<200).contains(kinds) ? .nearest : new < old ? .area : .cubic
        var result = try method.resize(colors, width: width, height: height, cancellation)
        if isBinary { result = try lines(result, areThin: hasThinLines(colors), prunes: new > old) }
        return joined(result, try alpha.map { try method.resize($0, width: width, height: height, cancellation) })
    }

    /// How many colours there are, at most 200.
    private func colorCount(_ image: PixelImage) -> Int {
        var known: Set<UInt32> = []
        for at in stride(from: 0, to: image.bytes.count, by: 3) where known.count < 200 {
            let (red, green, blue) = (image.bytes[at], image.bytes[at + 1], image.bytes[at + 2])
            known.insert(UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue))
        }
        return known.count
    }

    /// Whether most of what is light vanishes where nothing smaller than 3x3 pixels is left.
    private func hasThinLines(_ image: PixelImage) throws -> Bool {
        let values = Tensor(image.bytes.map(Float.init), shape: [1, image.height, image.width, 3])
        let opened = try SquareExtreme.most(3).apply(
            to: SquareExtreme.least(3).apply(to: values, cancellation), cancellation)
        let thin = zip(opened.floats, image.bytes).count { $0 < Float($1) }
        return thin * 2 > image.bytes.count { $0 > 127 }
    }

    private func lines(_ image: PixelImage, areThin: Bool, prunes: Bool) throws -> PixelImage {
        let greys = (0..<image.width * image.height).map { pixel -> UInt8 in
            let sum = (0..<3).reduce(Float(0)) { $0 + Float(image.bytes[pixel * 3 + $1]) }
            return UInt8(sum / 3)
        }
        var edges = EdgeThinning(PixelImage(width: image.width, height: image.height, channels: 1, bytes: greys))
        if areThin { edges.keepRidges() }
        edges.binarize()
        if areThin { try edges.thin(prunes: prunes, cancellation) }
        return PixelImage(
            width: image.width, height: image.height, channels: 3, bytes: edges.image.bytes.flatMap { [$0, $0, $0] })
    }

    private func part(_ channels: Range<Int>) -> PixelImage {
        let all = picture.channels
        let bytes = (0..<picture.width * picture.height).flatMap { pixel in
            channels.map { picture.bytes[pixel * all + $0] }
        }
        return PixelImage(width: picture.width, height: picture.height, channels: channels.count, bytes: bytes)
    }

    /// What is transparent is either in or out.
    private func joined(_ colors: PixelImage, _ alpha: PixelImage?) -> PixelImage {
        guard let alpha else { return colors }
        let bytes = alpha.bytes.enumerated().flatMap { pixel, value in
            colors.bytes[3 * pixel..<3 * pixel + 3] + [value > 127 ? 255 : 0]
        }
        return PixelImage(width: colors.width, height: colors.height, channels: 4, bytes: bytes)
    }
}
