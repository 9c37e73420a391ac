internal import Glibc
internal import Tensors

/// Scales a picture's coarse frequencies, a box around the constant one, and the others.
struct FrequencyFilter {
    private let height: Int
    private let width: Int
    private let rows: [Int]
    private let columns: [Int]
    private let low: Float
    private let high: Float

    /// - Parameter cutoff: the box reaches from -cutoff to cutoff - 1 in both directions, but not beyond half of them.
    init(height: Int, width: Int, cutoff: Int, low: Float, high: Float) {
        (self.height, self.width, self.low, self.high) = (height, width, low, high)
        rows = Self.frequencies(height, cutoff)
        columns = Self.frequencies(width, cutoff)
    }

    private static func frequencies(_ count: Int, _ cutoff: Int) -> [Int] {
        let most = min(cutoff, count / 2)
        return Array(-most..<most)
    }

    /// x: [B, H, W, C], same shape
    func callAsFunction(_ x: Tensor) -> Tensor {
        let coarse = Tensor.concatenated((0..<x.shape[0]).map { coarsePart(x.slice($0..<$0 + 1)) })
        let (high, change) = (high, low - high)
        return Tensor.zip(x, coarse) { high * $0 + change * $1 }
    }

    /// The part of the frequencies in the box: Fourier's transform of those alone, and back. x: [1, H, W, C]
    private func coarsePart(_ x: Tensor) -> Tensor {
        let channels = x.shape[3]
        let across = Waves(columns, width), down = Waves(rows, height)
        // [H, columns, C], then [rows, columns, C]
        var lines = Complex(height * columns.count * channels)
        var sums = Complex(rows.count * columns.count * channels)
        x.withFloats { x in
            for y in 0..<height {
                for (l, _) in columns.enumerated() {
                    for place in 0..<width {
                        lines.add(
                            x.baseAddress! + (y * width + place) * channels, across.wave(l, place),
                            at: (y * columns.count + l) * channels, channels)
                    }
                }
            }
        }
        let block = columns.count * channels
        for k in rows.indices {
            for y in 0..<height { sums.add(lines, y * block, down.wave(k, y), at: k * block, block) }
        }
        lines = Complex(height * block)
        for k in rows.indices {
            for y in 0..<height { lines.add(sums, k * block, down.wave(k, y).conjugate, at: y * block, block) }
        }
        var result = Tensor(zeros: x.shape)
        let scale = 1 / Float(height * width)
        result.withMutableFloats { result in
            for y in 0..<height {
                for place in 0..<width {
                    let target = result.baseAddress! + (y * width + place) * channels
                    for l in columns.indices {
                        let wave = across.wave(l, place).conjugate
                        let start = (y * columns.count + l) * channels
                        for c in 0..<channels {
                            target[c] +=
                                (lines.real[start + c] * wave.real - lines.imaginary[start + c] * wave.imaginary)
                                * scale
                        }
                    }
                }
            }
        }
        return result
    }
}

/// exp(-2 pi i k n / N) for some k and all n.
private struct Waves {
    private let frequencies: [Int]
    private let count: Int
    private let values: [(real: Float, imaginary: Float)]

    init(_ frequencies: [Int], _ count: Int) {
        (self.frequencies, self.count) = (frequencies, count)
        values = (0..<count).map { n in
            let angle = -2 * Double.pi * Double(n) / Double(count)
            return (Float(cos(angle)), Float(sin(angle)))
        }
    }

    func wave(_ frequency: Int, _ place: Int) -> Wave {
        let turns = (frequencies[frequency] * place % count + count) % count
        return Wave(real: values[turns].real, imaginary: values[turns].imaginary)
    }
}

private struct Wave {
    let real: Float
    let imaginary: Float
    var conjugate: Wave { Wave(real: real, imaginary: -imaginary) }
}

private struct Complex {
    private(set) var real: [Float]
    private(set) var imaginary: [Float]

    init(_ count: Int) {
        real = [Float](repeating: 0, count: count)
        imaginary = real
    }

    mutating func add(_ values: UnsafePointer<Float>, _ wave: Wave, at start: Int, _ count: Int) {
        real.withUnsafeMutableBufferPointer { real in
            for i in 0..<count { real[start + i] += values[i] * wave.real }
        }
        imaginary.withUnsafeMutableBufferPointer { imaginary in
            for i in 0..<count { imaginary[start + i] += values[i] * wave.imaginary }
        }
    }

    mutating func add(_ other: Complex, _ from: Int, _ wave: Wave, at start: Int, _ count: Int) {
        for i in 0..<count {
            let (a, b) = (other.real[from + i], other.imaginary[from + i])
            real[start + i] += a * wave.real - b * wave.imaginary
            imaginary[start + i] += a * wave.imaginary + b * wave.real
        }
    }
}
