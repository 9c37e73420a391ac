package import Formats
package import System

/// Resizing of bytes with the numbers of OpenCV's `resize` (opencv/opencv, modules/imgproc/src/resize.cpp): those of its
/// C++ code, from which its vector code differs by a level at times.
package enum PixelResampling: Sendable {
    /// The pixel that a place lies in.
    case nearest
    /// The mean of what a pixel covers; where it grows, between neighbours.
    case area
    /// Keys' cubic with -3/4.
    case cubic

    /// All sizes positive.
    package func resize(
        _ image: PixelImage, width: Int, height: Int, _ cancellation: Cancellation
    ) throws(CancellationError) -> PixelImage {
        if case .nearest = self {
            return taken(image, columns: Self.places(image.width, width), rows: Self.places(image.height, height))
        }
        if case .area = self, width <= image.width, height <= image.height {
            return try averaged(image, width: width, height: height, cancellation)
        }
        let columns = taps(image.width, width)
        let rows = taps(image.height, height)
        return try summed(image, columns, rows, cancellation)
    }

    private static func places(_ old: Int, _ new: Int) -> [Int] {
        // OpenCV's rounding: what is the old size in real numbers may be less
        let scale = 1 / (Double(new) / Double(old))
        return (0..<new).map { min(Int(Double($0) * scale), old - 1) }
    }

    private func taken(_ image: PixelImage, columns: [Int], rows: [Int]) -> PixelImage {
        let channels = image.channels
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rows.count * columns.count * channels)
        for row in rows {
            for column in columns {
                let at = (row * image.width + column) * channels
                bytes += image.bytes[at..<at + channels]
            }
        }
        return PixelImage(width: columns.count, height: rows.count, channels: channels, bytes: bytes)
    }

    // MARK: Sums of neighbours, in fixed point

    private typealias Taps = [[(place: Int, weight: Int)]]

    private static let one: Float = 2048

    private func taps(_ old: Int, _ new: Int) -> Taps {
        let scale = Double(old) / Double(new)
        func tap(_ place: Int, _ weight: Float) -> (place: Int, weight: Int) {
            (min(max(place, 0), old - 1), Int((weight * Self.one).rounded(.toNearestOrEven)))
        }
        return (0..<new).map { i in
            guard case .cubic = self else {
                let place = Int(Double(i) * scale)
                var share = Float(Double(i + 1) - Double(place + 1) / scale)
                share = share <= 0 || place >= old - 1 ? 0 : share - share.rounded(.down)
                return [tap(place, 1 - share), tap(place + 1, share)]
            }
            let exact = Float((Double(i) + 0.5) * scale - 0.5)
            let place = Int(exact.rounded(.down))
            return zip(-1...2, Self.cubic(exact - exact.rounded(.down))).map { tap(place + $0, $1) }
        }
    }

    private static func cubic(_ x: Float) -> [Float] {
        let a: Float = -0.75
        func near(_ x: Float) -> Float { ((a + 2) * x - (a + 3)) * x * x + 1 }
        let far = ((a * (x + 1) - 5 * a) * (x + 1) + 8 * a) * (x + 1) - 4 * a
        let (second, third) = (near(x), near(1 - x))
        return [far, second, third, 1 - far - second - third]
    }

    private func summed(
        _ image: PixelImage, _ columns: Taps, _ rows: Taps, _ cancellation: Cancellation
    ) throws(CancellationError) -> PixelImage {
        let channels = image.channels
        var across = [Int](repeating: 0, count: image.height * columns.count * channels)
        for y in 0..<image.height {
            try cancellation.check()
            for (x, taps) in columns.enumerated() {
                for channel in 0..<channels {
                    across[(y * columns.count + x) * channels + channel] = taps.reduce(0) { sum, tap in
                        sum + Int(image.bytes[(y * image.width + tap.place) * channels + channel]) * tap.weight
                    }
                }
            }
        }
        let line = columns.count * channels
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rows.count * line)
        for taps in rows {
            try cancellation.check()
            for i in 0..<line {
                let sum = taps.reduce(0) { $0 + across[$1.place * line + i] * $1.weight }
                bytes.append(UInt8(clamping: (sum + 1 << 21) >> 22))
            }
        }
        return PixelImage(width: columns.count, height: rows.count, channels: channels, bytes: bytes)
    }

    // MARK: Means

    private typealias Shares = [[(place: Int, share: Float)]]

    /// What each new place covers, in shares of it.
    private static func covered(_ old: Int, _ new: Int) -> Shares {
        let scale = Double(old) / Double(new)
        return (0..<new).map { i in
            let start = Double(i) * scale
            let end = start + scale
            let width = min(scale, Double(old) - start)
            let last = min(Int(end.rounded(.down)), old - 1)
            let first = min(Int(start.rounded(.up)), last)
            var shares: [(place: Int, share: Float)] = []
            if Double(first) - start > 1e-3 { shares.append((first - 1, Float((Double(first) - start) / width))) }
            shares += (first..<last).map { ($0, Float(1 / width)) }
            if end - Double(last) > 1e-3 {
                shares.append((last, Float(min(min(end - Double(last), 1), width) / width)))
            }
            return shares
        }
    }

    private func averaged(
        _ image: PixelImage, width: Int, height: Int, _ cancellation: Cancellation
    ) throws(CancellationError) -> PixelImage {
        let channels = image.channels
        if image.width % width == 0, image.height % height == 0 {
            return try blocks(image, width: width, height: height, cancellation)
        }
        let (columns, rows) = (Self.covered(image.width, width), Self.covered(image.height, height))
        let line = width * channels
        var across = [Float](repeating: 0, count: image.height * line)
        for y in 0..<image.height {
            try cancellation.check()
            for (x, shares) in columns.enumerated() {
                for channel in 0..<channels {
                    across[y * line + x * channels + channel] = shares.reduce(0) { sum, tap in
                        sum + Float(image.bytes[(y * image.width + tap.place) * channels + channel]) * tap.share
                    }
                }
            }
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(height * line)
        for shares in rows {
            try cancellation.check()
            for i in 0..<line {
                let sum = shares.reduce(Float(0)) { $0 + across[$1.place * line + i] * $1.share }
                bytes.append(UInt8(clamping: Int(sum.rounded(.toNearestOrEven))))
            }
        }
        return PixelImage(width: width, height: height, channels: channels, bytes: bytes)
    }

    /// Where each new pixel is a block of old ones.
    private func blocks(
        _ image: PixelImage, width: Int, height: Int, _ cancellation: Cancellation
    ) throws(CancellationError) -> PixelImage {
        let (across, down, channels) = (image.width / width, image.height / height, image.channels)
        let share = 1 / Float(across * down)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(width * height * channels)
        for y in 0..<height {
            try cancellation.check()
            for x in 0..<width {
                for channel in 0..<channels {
                    var sum = 0
                    for row in y * down..<(y + 1) * down {
                        for column in x * across..<(x + 1) * across {
                            sum += Int(image.bytes[(row * image.width + column) * channels + channel])
                        }
                    }
                    let isQuad = across == 2 && down == 2
                    bytes.append(
                        isQuad
                            ? UInt8((sum + 2) >> 2)
                            : UInt8(clamping: Int((Float(sum) * share).rounded(.toNearestOrEven))))
                }
            }
        }
        return PixelImage(width: width, height: height, channels: channels, bytes: bytes)
    }
}
