internal import Formats
internal import Glibc
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// A picture and its mask in a new size, the mask with soft edges.
struct ImageAndMaskResizeNode: Node {
    var schema: NodeSchema {
        NodeSchema(
            "ImageAndMaskResizeNode", displayName: "Image and Mask Resize", category: "inpaint",
            inputs: [
                .link("image", "IMAGE"), .link("mask", "MASK"),
                .int("width", default: 512, min: 64, max: 8192, step: 8),
                .int("height", default: 512, min: 64, max: 8192, step: 8),
                .choice(
                    "resize_method", ["nearest-exact", "bilinear", "area", "bicubic", "lanczos"],
                    options: ["default": "lanczos"]),
                .choice(
                    "crop", ["disabled", "center", "top_left", "top_right", "bottom_left", "bottom_right"],
                    options: ["default": "disabled"]), .int("mask_blur_radius", default: 10, min: 0, max: 64, step: 1),
            ],
            outputs: [OutputSchema("IMAGE", name: "image"), OutputSchema("MASK", name: "mask")]
        ).with { $0.description = "Resizes pictures and their masks alike, and softens the masks' edges." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (image, mask) = (try inputs.image("image"), try inputs.mask("mask"))
        let (width, height) = (try inputs.int("width"), try inputs.int("height"))
        let crop = try inputs.string("crop")
        var (scaledWidth, scaledHeight) = (width, height)
        if crop != "disabled" {
            let (oldWidth, oldHeight) = (Double(image.shape[2]), Double(image.shape[1]))
            let scale = max(Double(width) / oldWidth, Double(height) / oldHeight)
            (scaledWidth, scaledHeight) = (Int(oldWidth * scale), Int(oldHeight * scale))
        }
        var resized = try Resampling.image(
            image, width: scaledWidth, height: scaledHeight, inputs.choice("resize_method"),
            cancellation: context.cancellation)
        var cover = Self.bilinear(mask.reshaped(mask.shape + [1]), width: scaledWidth, height: scaledHeight)
        if crop != "disabled" {
            let (spareX, spareY) = (max(scaledWidth - width, 0), max(scaledHeight - height, 0))
            let corner: (x: Int, y: Int)
            switch crop {
            case "center": corner = (spareX / 2, spareY / 2)
            case "top_left": corner = (0, 0)
            case "top_right": corner = (spareX, 0)
            case "bottom_left": corner = (0, spareY)
            case "bottom_right": corner = (spareX, spareY)
            default: throw NodeError("ValueError", "crop cannot be '\(crop)'")
            }
            let rows = corner.y..<min(corner.y + height, scaledHeight)
            let columns = corner.x..<min(corner.x + width, scaledWidth)
            resized = Layout.cropped(resized, y: rows, x: columns)
            cover = Layout.cropped(cover, y: rows, x: columns)
        }
        let radius = try inputs.int("mask_blur_radius")
        if radius > 0 {
            guard radius < cover.shape[1], radius < cover.shape[2] else {
                throw NodeError("RuntimeError", "a mask of \(cover.shape) is too small for a radius of \(radius)")
            }
            let kernel = SquareKernel.bell(radius: radius, deviation: Float(radius) / 3)
            cover = try kernel.apply(to: cover, context.cancellation).map { min(max($0, 0), 1) }
        }
        return .values(.tensor(resized), .tensor(cover.reshaped(Array(cover.shape.dropLast()))))
    }

    /// Between the corners' own places (`align_corners`). x: [B, H, W, 1] -> [B, height, width, 1]
    private static func bilinear(_ x: Tensor, width: Int, height: Int) -> Tensor {
        let (oldHeight, oldWidth) = (x.shape[1], x.shape[2])
        func places(_ count: Int, _ old: Int) -> [(low: Int, high: Int, weight: Float)] {
            let scale = count > 1 ? Float(old - 1) / Float(count - 1) : 0
            return (0..<count).map { index in
                let place = Float(index) * scale
                let low = min(Int(place), old - 1)
                return (low, min(low + 1, old - 1), place - Float(low))
            }
        }
        let (rows, columns) = (places(height, oldHeight), places(width, oldWidth))
        return Layout.map([x.shape[0], height, width, 1], from: x) { source, target in
            var at = 0
            for b in 0..<x.shape[0] {
                let base = b * oldHeight * oldWidth
                for row in rows {
                    for column in columns {
                        func value(_ y: Int) -> Float {
                            source[base + y * oldWidth + column.low] * (1 - column.weight)
                                + source[base + y * oldWidth + column.high] * column.weight
                        }
                        target[at] = value(row.low) * (1 - row.weight) + value(row.high) * row.weight
                        at += 1
                    }
                }
            }
        }
    }
}
