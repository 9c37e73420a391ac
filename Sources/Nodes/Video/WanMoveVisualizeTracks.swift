internal import Images
internal import System
internal import Tensors
internal import Workflow

/// Draws tracks onto a film (ali-vilab/Wan-Move, wan/modules/trajectory.py, draw_tracks_on_video): where a point is, a disc,
/// and behind it the way that it came, fading and thinning.
struct WanMoveVisualizeTracks: Node {
    private static let colors: [(UInt8, UInt8, UInt8)] = [
        (102, 153, 255), (0, 255, 255), (255, 255, 0), (255, 102, 204), (0, 255, 0),
    ]

    var schema: NodeSchema {
        .v3(
            "WanMoveVisualizeTracks", category: "conditioning/video_models",
            inputs: [
                .socket("images", "IMAGE"), .socket("tracks", "TRACKS", section: .optional),
                .int("line_resolution", default: 24, min: 1, max: 1024),
                .int("circle_size", default: 12, min: 1, max: 128),
                .float("opacity", default: 0.75, min: 0, max: 1, step: 0.01),
                .int("line_width", default: 16, min: 1, max: 128),
            ],
            outputs: [OutputSchema("IMAGE")], "Draws the ways of points onto a film.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let images = try inputs.image("images")
        guard inputs["tracks"] != nil else { return .values(.tensor(images)) }
        let tracks = try Tracks(inputs["tracks"], "tracks")
        guard images.shape[3] == 3 else {
            throw NodeError("ValueError", "tracks are drawn onto pictures of three channels, not of \(images.shape[3])")
        }
        // a film of another length is repeated as often as it fits
        let count =
            images.shape[0] == tracks.frames ? tracks.frames : tracks.frames / images.shape[0] * images.shape[0]
        guard count > 0 else {
            throw NodeError("ValueError", "\(images.shape[0]) pictures are more than the tracks' \(tracks.frames)")
        }
        let opacity = try inputs.float("opacity")
        guard (0...1).contains(opacity) else {
            throw NodeError("ValueError", "opacity must be in 0...1, not \(opacity)")
        }
        let drawing = Drawing(
            places: tracks.path.floats, tracks: tracks, before: try inputs.int("line_resolution"),
            radius: try inputs.int("circle_size"), opacity: opacity, lineWidth: try inputs.int("line_width"))
        let shape = try Allocation.checked([count] + images.shape.dropFirst(), "a film")
        var result = try Tensor(allocating: shape)
        for frame in 0..<count {
            try context.cancellation.check()
            let layers = [drawing.discs(frame, shape[1], shape[2]), drawing.lines(frame, shape[1], shape[2])]
            Self.blend(images, frame % images.shape[0], layers, into: &result, frame)
        }
        return .values(.tensor(result))
    }

    /// Lays layers over a picture in levels of 8 bits, whose fractions are only cut off at the end.
    private static func blend(
        _ images: Tensor, _ item: Int, _ layers: [Canvas], into result: inout Tensor, _ frame: Int
    ) {
        let plane = images.shape[1] * images.shape[2]
        result.withMutableFloats { target in
            images.withFloats { source in
                for pixel in 0..<plane {
                    for channel in 0..<3 {
                        var level = Double(levelOf(source[(item * plane + pixel) * 3 + channel]))
                        for layer in layers {
                            let alpha = Double(layer.pixels[4 * pixel + 3]) / 255
                            level = Double(layer.pixels[4 * pixel + channel]) * alpha + level * (1 - alpha)
                        }
                        target[(frame * plane + pixel) * 3 + channel] = Float(UInt8(level)) / 255
                    }
                }
            }
        }
    }

    private static func levelOf(_ value: Float) -> UInt8 { PixelConversion.byte(value) }

    private struct Drawing {
        /// x and y by frame and point.
        let places: [Float]
        let tracks: Tracks
        /// Frames of which the way is shown.
        let before: Int
        let radius: Int
        let opacity: Double
        let lineWidth: Int

        private func place(_ frame: Int, _ point: Int) -> (x: Int, y: Int) {
            let at = 2 * (frame * tracks.count + point)
            // far outside is outside
            func pixel(_ x: Float) -> Int { x.isNaN ? -1 << 20 : Int(min(max(x, -0x1p20), 0x1p20)) }
            return (pixel(places[at]), pixel(places[at + 1]))
        }

        func discs(_ frame: Int, _ height: Int, _ width: Int) -> Canvas {
            var canvas = Canvas(width: width, height: height)
            for point in 0..<tracks.count where tracks.isSeen(frame, point) {
                let (place, color) = (place(frame, point), colors[point % colors.count])
                canvas.disc(
                    x: place.x, y: place.y, radius: radius, (color.0, color.1, color.2, UInt8(255 * opacity)))
            }
            return canvas
        }

        func lines(_ frame: Int, _ height: Int, _ width: Int) -> Canvas {
            var canvas = Canvas(width: width, height: height)
            for point in 0..<tracks.count where tracks.isSeen(frame, point) {
                // backwards from where the point is
                let way = (max(frame - before, 0)...frame).reversed().map { place($0, point) }
                line(way, colors[point % colors.count], on: &canvas)
            }
            return canvas
        }

        /// A dot for each pixel of the way, the further the more transparent and the smaller.
        private func line(_ way: [(x: Int, y: Int)], _ color: (UInt8, UInt8, UInt8), on canvas: inout Canvas) {
            let lengths = zip(way, way.dropFirst()).map { a, b -> Double in
                let (dx, dy) = (Double(b.x - a.x), Double(b.y - a.y))
                return (dx * dx + dy * dy).squareRoot()
            }
            let total = lengths.reduce(0, +)
            guard total > 0 else { return }
            var gone = 0.0
            for (index, length) in lengths.enumerated() {
                let (start, end) = (way[index], way[index + 1])
                let steps = max(Int(length), 1)
                for step in 0..<steps {
                    let share = (gone + Double(step) / Double(steps) * length) / total
                    let alpha = UInt8(max(255 * (1 - share) * opacity, 0))
                    let x = Int(Double(start.x) + Double((end.x - start.x) * step) / Double(steps))
                    let y = Int(Double(start.y) + Double((end.y - start.y) * step) / Double(steps))
                    let width = max(Int(Double(lineWidth) * (1 - share)), 1)
                    canvas.line(
                        from: (x, y), to: (x + 1, y), width: width, (color.0, color.1, color.2, alpha))
                }
                gone += length
            }
        }
    }
}
