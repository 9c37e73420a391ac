internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// A gradient between colours, drawn as WAS Node Suite does (Jordan Thompson, MIT) and softened by Pillow's blur.
enum Gradient {
    static let node = FunctionNode(
        NodeSchema(
            "ImageGenerateGradient", displayName: "Image Generate Gradient", category: "image/generate",
            inputs: [
                .int("width", default: 512, min: 64, max: 4096, step: 1),
                .int("height", default: 512, min: 64, max: 4096, step: 1),
                .choice("direction", ["horizontal", "vertical"]),
                .int("tolerance", default: 0, min: 0, max: 255, step: 1),
                .string(
                    "gradient_stops", default: "0:255,0,0\n25:255,255,255\n50:0,255,0\n75:0,0,255",
                    extra: ["multiline": true]),
            ], outputs: [OutputSchema("IMAGE")]
        ).with { $0.description = "A picture that goes from colour to colour." }
    ) { inputs in
        let (width, height) = (try inputs.int("width"), try inputs.int("height"))
        let isHorizontal = try inputs.string("direction") == "horizontal"
        let colours = try spectrum(inputs.string("gradient_stops"))
        let tolerance = try inputs.int("tolerance")
        let length = isHorizontal ? width : height
        // a line of colours; across it all pixels are alike
        var line = (0..<length).map { at -> [UInt8] in
            let colour = colours[Int(Double(at * 100) / Double(length - 1))]
            guard tolerance > 0 else { return colour.map { UInt8(clamping: $0) } }
            let step = Double(tolerance)
            return colour.map { UInt8(clamping: Int((Double($0) / step).rounded(.toNearestOrEven)) * tolerance) }
        }
        let size = max(width, height)
        line = blurred(line, radius: size > 512 ? Float(1.5 * max(Double(size) / 512, 1.5)) : 1.5)
        let shape = try Allocation.checked([1, height, width, 3], "an image")
        var image = Tensor(uninitialized: shape)
        image.withMutableFloats { values in
            for y in (0..<height).halting(each: 3 * width) {
                for x in 0..<width {
                    let colour = line[isHorizontal ? x : y]
                    for c in 0..<3 { values[(y * width + x) * 3 + c] = Float(colour[c]) / 255 }
                }
            }
        }
        return [.tensor(image)]
    }

    /// 256 colours between stops such as `25:255,255,255`, one a line.
    private static func spectrum(_ text: String) throws(NodeError) -> [[Int]] {
        var stops: [Int: [Int]] = [:]
        let lines = PythonString(text).stripped().replacing(text: " ", with: "").split(separator: "\n")
        for line in lines {
            let parts = line.split(separator: ":", omittingEmptySubsequences: false)
            let numbers = parts.count > 1 ? parts[1].split(separator: ",").map { Int(PythonString($0).stripped()) } : []
            guard let place = parts.first.flatMap({ Int($0) }), numbers.count >= 3, numbers.allSatisfy({ $0 != nil })
            else { throw NodeError("ValueError", "'\(line)' is not a place and a colour, such as 25:255,255,255") }
            let colour = numbers.compactMap { $0 }
            guard abs(place) < 1 << 32, colour.allSatisfy({ abs($0) < 1 << 32 }) else {
                throw NodeError("ValueError", "'\(line)' is out of range")
            }
            stops[place] = Array(colour.prefix(3))
        }
        guard let first = stops.keys.min() else { throw NodeError("ValueError", "there are no gradient_stops") }
        stops[0] = stops[first]
        stops[255] = stops[stops.keys.max() ?? 0]
        let places = stops.keys.sorted()
        return (0...255).map { at in
            let (start, end) = (places.last { $0 <= at } ?? 0, places.first { $0 >= at } ?? 255)
            let (a, b) = (stops[start] ?? [], stops[end] ?? [])
            let share = start == end ? 0 : Double(at - start) / Double(end - start)
            return (0..<3).map { Int((Double(a[$0]) + Double(b[$0] - a[$0]) * share).rounded(.toNearestOrEven)) }
        }
    }

    /// Pillow's GaussianBlur along a line: three box blurs in fixed point (libImaging's BoxBlur.c).
    private static func blurred(_ line: [[UInt8]], radius: Float) -> [[UInt8]] {
        let variance = radius * radius / 3
        let width = (12 * variance + 1).squareRoot()
        let whole = ((width - 1) / 2).rounded(.down)
        let part = (2 * whole + 1) * (whole * (whole + 1) - 3 * variance) / (6 * (variance - (whole + 1) * (whole + 1)))
        let box = whole + part
        let reach = Int(box)
        let weight = UInt32(Float(1 << 24) / (box * 2 + 1))
        let edge = (UInt32(1 << 24) - UInt32(reach * 2 + 1) * weight) / 2
        var result = line
        for _ in 0..<3 {
            let source = result
            func value(_ at: Int, _ channel: Int) -> UInt32 {
                UInt32(source[min(max(at, 0), source.count - 1)][channel])
            }
            for at in source.indices {
                for channel in 0..<3 {
                    let sum = (at - reach...at + reach).reduce(UInt32(0)) { $0 + value($1, channel) }
                    let ends = value(at - reach - 1, channel) + value(at + reach + 1, channel)
                    result[at][channel] = UInt8((sum &* weight &+ ends &* edge &+ 1 << 23) >> 24)
                }
            }
        }
        return result
    }
}
