internal import Glibc
internal import Tensors

/// The angles of rotary positions as `Compute.heads` takes them: (cos, sin) for each token and pair.
enum RotaryPositions {
    /// Positions along several axes, each of which turns a part of a head (black-forest-labs/flux, EmbedND): axis a
    /// turns `widths[a]` numbers, pair i of them by position * theta^(-2i / width), which is taken in double precision.
    ///
    /// - Parameter positions: [axis][token]
    /// - Returns: [1, T, sum of widths / 2, 2]
    static func turns(_ positions: [[Float]], widths: [Int], theta: Double) -> Tensor {
        precondition(positions.count == widths.count && !positions.isEmpty)
        let frequencies = widths.map { width in (0..<width / 2).map { pow(theta, -Double(2 * $0) / Double(width)) } }
        let (tokens, pairs) = (positions[0].count, widths.reduce(0, +) / 2)
        var result = Tensor(uninitialized: [1, tokens, pairs, 2])
        result.withMutableFloats { target in
            var at = 0
            for token in 0..<tokens {
                for (axis, frequencies) in frequencies.enumerated() {
                    let position = Double(positions[axis][token])
                    for frequency in frequencies {
                        target[at] = Float(cos(position * frequency))
                        target[at + 1] = Float(sin(position * frequency))
                        at += 2
                    }
                }
            }
        }
        return result
    }

    /// The same with angles in single precision, as language models take them.
    ///
    /// - Parameters:
    ///   - positions: [axis][token]
    ///   - frequencies: of the pairs that an axis turns, e.g. `frequencies(width:theta:)`. [axis][pair]
    /// - Returns: [1, T, all pairs, 2]
    static func turns(_ positions: [[Float]], frequencies: [[Float]]) -> Tensor {
        precondition(positions.count == frequencies.count && !positions.isEmpty)
        let (tokens, pairs) = (positions[0].count, frequencies.reduce(0) { $0 + $1.count })
        var result = Tensor(uninitialized: [1, tokens, pairs, 2])
        result.withMutableFloats { target in
            var at = 0
            for token in 0..<tokens {
                for (axis, frequencies) in frequencies.enumerated() {
                    let position = positions[axis][token]
                    for frequency in frequencies {
                        target[at] = cosf(position * frequency)
                        target[at + 1] = sinf(position * frequency)
                        at += 2
                    }
                }
            }
        }
        return result
    }

    /// theta^(-2i / width) in single precision.
    static func frequencies(width: Int, theta: Float) -> [Float] {
        (0..<width / 2).map { 1 / powf(theta, Float(2 * $0) / Float(width)) }
    }
}
