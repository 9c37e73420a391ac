internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// ComfyUI's resizing and cropping of the pictures of a data set, which rounds their values to 8 bits.
enum ImageSetOperations {
    static let all: [any Node] = [
        ImageSetNode(
            "ResizeImagesByShorterEdge", "Resize Images by Shorter Edge", [side("shorter_edge", 512)],
            "Resizes pictures so that their shorter side has so many pixels."
        ) { image, inputs, context in
            try resized(image, try inputs.int("shorter_edge"), fitsWidth: image.shape[2] < image.shape[1], context)
        },
        ImageSetNode(
            "ResizeImagesByLongerEdge", "Resize Images by Longer Edge", [side("longer_edge", 1024)],
            "Resizes pictures so that their longer side has so many pixels."
        ) { image, inputs, context in
            try resized(image, try inputs.int("longer_edge"), fitsWidth: image.shape[2] > image.shape[1], context)
        },
        ImageSetNode(
            "CenterCropImages", "Center Crop Images", [side("width", 512), side("height", 512)],
            "Cuts the middle out of pictures."
        ) { image, inputs, _ in
            func middle(_ length: Int, _ wanted: Int) -> Range<Int> {
                let start = max(0, (length - wanted) / 2)
                return start..<(start + min(wanted, length - start))
            }
            let rows = middle(image.shape[1], try inputs.int("height"))
            let columns = middle(image.shape[2], try inputs.int("width"))
            return Layout.cropped(image, y: rows, x: columns).map { Float(PixelConversion.byte($0)) / 255 }
        },
    ]

    private static func side(_ name: String, _ value: Int128) -> InputSchema {
        .int(name, default: value, min: 1, max: 8192, linked: 1...(1 << 24))
    }

    private static func resized(
        _ image: Tensor, _ pixels: Int, fitsWidth: Bool, _ context: any NodeContext
    ) throws -> Tensor {
        let (width, height) = (Double(image.shape[2]), Double(image.shape[1]))
        let size =
            fitsWidth
            ? (pixels, Int(height * (Double(pixels) / width))) : (Int(width * (Double(pixels) / height)), pixels)
        return try Resampling.image(
            image, width: size.0, height: size.1, .lanczos, cancellation: context.cancellation)
    }
}
