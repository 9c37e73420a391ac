internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// A picture of boxes on a dim canvas, of at most 1024 pixels a side: each with a frame in its first colour, its palette,
/// and its number. ComfyUI's has the descriptions too, in letters that the library does not have.
enum BoundingBoxPicture {
    private static let longest = 1024.0

    /// [1, H, W, 3]
    static func draw(
        _ boxes: [LayoutBox], canvas size: (width: Int, height: Int), background: Tensor?, _ cancellation: Cancellation
    ) throws -> Tensor {
        var canvas = try canvas(size, background, cancellation)
        for (index, box) in boxes.enumerated() {
            try cancellation.check()
            try draw(box, number: index + 1, on: &canvas)
        }
        return PixelConversion.values(canvas.image, channels: 3)
    }

    private static func canvas(
        _ size: (width: Int, height: Int), _ background: Tensor?, _ cancellation: Cancellation
    ) throws -> Canvas {
        var shown: Tensor?
        if let background, background.shape[3] >= 3 { shown = try background.slice(0..<1).channels(3) }
        let (height, width) = (shown?.shape[1] ?? size.height, shown?.shape[2] ?? size.width)
        let scale = min(1, longest / Double(max(width, height)))
        let (columns, rows) = (
            max(1, try Rounding.scaled(width, by: scale)), max(1, try Rounding.scaled(height, by: scale))
        )
        guard let shown else { return Canvas(width: columns, height: rows, (32, 32, 32, 255)) }
        let fitted =
            (columns, rows) == (width, height)
            ? shown
            : try Resampling.image(shown, width: columns, height: rows, .lanczos, cancellation: cancellation)
        let image = PixelConversion.pixels(fitted)[0]
        // a quarter as bright, rounded down as Pillow's enhancers do
        let dim = PixelImage(
            width: image.width, height: image.height, channels: image.channels, bytes: image.bytes.map { $0 / 4 })
        return Canvas(dim)
    }

    private static func draw(_ box: LayoutBox, number: Int, on canvas: inout Canvas) throws {
        let colors = box.palette.map(color)
        let main: Canvas.Color = colors.first ?? (red: 140, green: 140, blue: 140, alpha: 255)
        func side(_ share: Double, _ length: Int) throws -> Int {
            min(max(try Rounding.scaled(length, by: share), 0), length)
        }
        let xs = [try side(box.x, canvas.width), try side(box.x + box.width, canvas.width)].sorted()
        let ys = [try side(box.y, canvas.height), try side(box.y + box.height, canvas.height)].sorted()
        canvas.frame(xs[0]...xs[1], ys[0]...ys[1], width: 2, main)
        let letters = max(10, try Rounding.scaled(canvas.height, by: 1, over: 64))
        let shown = colors.prefix(5)
        if !shown.isEmpty, xs[1] - xs[0] > 2 {
            let part = Double(xs[1] - xs[0]) / Double(shown.count)
            for (index, color) in shown.enumerated() {
                let first = xs[0] + (try Rounding.integer(Double(index) * part))
                let last = xs[0] + (try Rounding.integer(Double(index + 1) * part))
                canvas.rectangle(first...last, ys[0]...ys[0] + max(5, letters / 2), color)
            }
        }
        let tag = number < 10 ? "0\(number)" : "\(number)"
        canvas.rectangle(xs[0]...xs[0] + Canvas.width(of: tag) + 6, ys[0]...ys[0] + letters + 2, main)
        let light = 0.299 * Double(main.red) + 0.587 * Double(main.green) + 0.114 * Double(main.blue)
        canvas.text(tag, x: xs[0] + 3, y: ys[0] + 1, light > 140 ? (0, 0, 0, 255) : (255, 255, 255, 255))
    }

    /// Of "#RRGGBB"; white for anything else.
    private static func color(_ text: String) -> Canvas.Color {
        let characters = text.drop { $0 == "#" }
        let digits = characters.compactMap { $0.isASCII ? $0.hexDigitValue : nil }
        guard characters.count == 6, digits.count == 6 else { return (255, 255, 255, 255) }
        let bytes = stride(from: 0, to: 6, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
        return (bytes[0], bytes[1], bytes[2], 255)
    }
}
