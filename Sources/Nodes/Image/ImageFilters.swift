internal import Formats
internal import Glibc
internal import Tensors
internal import Workflow

struct ImageBlend: Node {
    private enum Mode: String, CaseIterable {
        case normal, multiply, screen, overlay
        case softLight = "soft_light"
        case difference

        func apply(_ a: Float, _ b: Float) -> Float {
            switch self {
            case .normal: b
            case .multiply: a * b
            case .screen: 1 - (1 - a) * (1 - b)
            case .overlay: a <= 0.5 ? 2 * a * b : 1 - 2 * (1 - a) * (1 - b)
            case .softLight:
                b <= 0.5 ? a - (1 - 2 * b) * a * (1 - a) : a + (2 * b - 1) * (Self.lightened(a) - a)
            case .difference: a - b
            }
        }

        private static func lightened(_ x: Float) -> Float {
            x <= 0.25 ? ((16 * x - 12) * x + 4) * x : x.squareRoot()
        }
    }

    var schema: NodeSchema {
        .v3(
            "ImageBlend", category: "image/postprocessing",
            inputs: [
                .socket("image1", "IMAGE"), .socket("image2", "IMAGE"),
                .float("blend_factor", default: 0.5, min: 0, max: 1, step: 0.01),
                .combo("blend_mode", Mode.allCases.map(\.rawValue)),
            ],
            outputs: [OutputSchema("IMAGE")], "Mixes two pictures.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let first = try inputs.image("image1")
        var second = Layout.matchingChannels(try inputs.image("image2"), first.shape[3])
        let mode = try inputs.choice("blend_mode", Mode.self)
        let factor = try inputs.float("blend_factor")
        if second.shape != first.shape {
            second = try Resampling.image(
                second, width: first.shape[2], height: first.shape[1], .bicubic, crop: .center,
                cancellation: context.cancellation)
        }
        let (a, b) = (Float(1 - factor), Float(factor))
        let result = try Broadcast.combine(first, second) { x, y in
            min(max(x * a + mode.apply(x, y) * b, 0), 1)
        }
        return .values(.tensor(result))
    }
}

struct ImageBlur: Node {
    var schema: NodeSchema {
        .v3(
            "ImageBlur", category: "image/postprocessing",
            inputs: [
                .socket("image", "IMAGE"), .int("blur_radius", default: 1, min: 1, max: 31, step: 1, linked: 0...1024),
                .float("sigma", default: 1, min: 0.1, max: 10, step: 0.1),
            ],
            outputs: [OutputSchema("IMAGE")], "Blurs pictures.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let radius = try inputs.int("blur_radius")
        let kernel = SquareKernel.gaussian(radius: radius, sigma: Float(try inputs.float("sigma")))
        return .values(.tensor(try kernel.apply(to: image, context.cancellation)))
    }
}

struct ImageSharpen: Node {
    var schema: NodeSchema {
        .v3(
            "ImageSharpen", category: "image/postprocessing",
            inputs: [
                .socket("image", "IMAGE"),
                .int("sharpen_radius", default: 1, min: 1, max: 31, step: 1, linked: 0...1024),
                .float("sigma", default: 1, min: 0.1, max: 10, step: 0.01),
                .float("alpha", default: 1, min: 0, max: 5, step: 0.01),
            ],
            outputs: [OutputSchema("IMAGE")], "Brings out the edges of pictures.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let radius = try inputs.int("sharpen_radius")
        if radius == 0 { return .values(.tensor(image)) }
        var kernel = SquareKernel.gaussian(radius: radius, sigma: Float(try inputs.float("sigma")))
        let strength = Float(-(try inputs.float("alpha") * 10))
        kernel.weights = kernel.weights.map { $0 * strength }
        // What the others take away, the middle gives back: the sum is 1.
        let middle = kernel.weights.count / 2
        kernel.weights[middle] += 1 - kernel.weights.reduce(0, +)
        let result = try kernel.apply(to: image, context.cancellation)
        return .values(.tensor(result.map { min(max($0, 0), 1) }))
    }
}

/// A filter over a square neighbourhood; beyond the border the picture is mirrored, without its border line.
struct SquareKernel {
    let radius: Int
    /// [2 * radius + 1, 2 * radius + 1]
    var weights: [Float]

    /// Over -1...1 in both directions, whatever the radius, as ComfyUI makes it.
    static func gaussian(radius: Int, sigma: Float) -> SquareKernel {
        let size = 2 * radius + 1
        // From both ends towards the middle, as PyTorch's linspace: exactly symmetric.
        let step = 2 / Float(max(size - 1, 1))
        let line = (0..<size).map { $0 < size / 2 ? Float($0) * step - 1 : 1 - Float(size - 1 - $0) * step }
        var weights: [Float] = []
        for y in line {
            for x in line {
                let distance = (x * x + y * y).squareRoot()
                weights.append(expf(-(distance * distance) / (2 * sigma * sigma)))
            }
        }
        let sum = weights.reduce(0, +)
        return SquareKernel(radius: radius, weights: weights.map { $0 / sum })
    }

    /// image: [B, H, W, C], same shape.
    func apply(to image: Tensor, _ cancellation: Cancellation) throws -> Tensor {
        if radius == 0 { return image }
        let (height, width, channels) = (image.shape[1], image.shape[2], image.shape[3])
        guard radius < height, radius < width else {
            throw NodeError("RuntimeError", "a radius of \(radius) is too large for an image of \(width)x\(height)")
        }
        func mirrored(_ i: Int, _ length: Int) -> Int { i < 0 ? -i : i >= length ? 2 * (length - 1) - i : i }
        let size = 2 * radius + 1
        let columns = (0..<(width + 2 * radius)).map { mirrored($0 - radius, width) * channels }
        var result = Tensor(uninitialized: image.shape)
        try image.withFloats { source in
            try result.withMutableFloats { target in
                for line in 0..<(image.shape[0] * height) {
                    try cancellation.check()
                    let (item, y) = line.quotientAndRemainder(dividingBy: height)
                    let rows = (0..<size).map { (item * height + mirrored(y + $0 - radius, height)) * width * channels }
                    for x in 0..<width {
                        for c in 0..<channels {
                            var sum: Float = 0
                            for dy in 0..<size {
                                for dx in 0..<size {
                                    sum += weights[dy * size + dx] * source[rows[dy] + columns[x + dx] + c]
                                }
                            }
                            target[(line * width + x) * channels + c] = sum
                        }
                    }
                }
            }
        }
        return result
    }
}
