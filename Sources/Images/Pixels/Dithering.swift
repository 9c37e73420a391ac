package import System

/// How pixels get the colours of a palette; the raw values are ComfyUI's names.
package enum Dithering: String, CaseIterable, Sendable {
    /// Each the nearest.
    case none
    /// What a pixel's colour lacks is spread over its neighbours.
    case floydSteinberg = "floyd-steinberg"
    /// By thresholds in a square that repeats.
    case bayer2 = "bayer-2"
    case bayer4 = "bayer-4"
    case bayer8 = "bayer-8"
    case bayer16 = "bayer-16"

    /// The side of Bayer's matrix; nil for the others.
    private var order: Int? {
        switch self {
        case .none, .floydSteinberg: nil
        case .bayer2: 2
        case .bayer4: 4
        case .bayer8: 8
        case .bayer16: 16
        }
    }

    /// Gives each pixel a colour of the palette. pixels: [height, width]
    package func apply(
        _ palette: Palette, to pixels: inout [Palette.Color], width: Int, _ cancellation: Cancellation
    ) throws(CancellationError) {
        let matrix = order.map { Self.bayer(order: $0, spread: 512 / Float(palette.colors.count)) }
        for place in pixels.indices {
            let (y, x) = place.quotientAndRemainder(dividingBy: width)
            if x == 0 { try cancellation.check() }
            if let matrix {
                let shift = matrix[y % matrix.count][x % matrix.count]
                let shifted = SIMD3<Float>(pixels[place]) + shift
                pixels[place] = Palette.Color(shifted.clamped(lowerBound: .zero, upperBound: .init(repeating: 255)))
            }
            let wanted = pixels[place]
            pixels[place] = palette.nearest(wanted)
            guard self == .floydSteinberg else { continue }
            let error = wanted &- pixels[place]
            func spread(_ dx: Int, _ dy: Int, _ sixteenths: Int32) {
                let neighbour = place + dy * width + dx
                guard (0..<width).contains(x + dx), neighbour < pixels.count else { return }
                pixels[neighbour] = (pixels[neighbour] &+ error &* sixteenths / 16)
                    .clamped(lowerBound: .zero, upperBound: .init(repeating: 255))
            }
            spread(1, 0, 7)
            spread(-1, 1, 3)
            spread(0, 1, 5)
            spread(1, 1, 1)
        }
    }

    /// Bayer's threshold matrix around 0.5, its steps `spread` in all.
    private static func bayer(order: Int, spread: Float) -> [[Float]] {
        var matrix: [[Float]] = [[0]]
        var cells: Float = 1
        while matrix.count < order {
            cells *= 4
            let side = matrix.count
            matrix = (0..<2 * side).map { y in
                (0..<2 * side).map { x in
                    let offset: Float = [[-1.5, 0.5], [1.5, -0.5]][y / side][x / side]
                    return matrix[y % side][x % side] + offset / cells
                }
            }
        }
        return matrix.map { $0.map { spread * $0 + 0.5 } }
    }
}
