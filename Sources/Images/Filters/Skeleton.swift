package import System
internal import Tensors

/// Shapes worn down to lines of one pixel.
package enum Skeleton {
    package enum Method: Sendable {
        /// Zhang and Suen (1984), with scikit-image's table of what may go.
        case skeletonize
        /// Guo and Hall (1989).
        case thin
    }

    /// Which of a pixel's 256 neighbourhoods let it go: 1 in each first pass, 2 in each second, 3 in both. A neighbour
    /// counts a power of two, from the upper left on with the clock (scikit-image's `_fast_skeletonize`, BSD).
    private static let table = Array(
        """
        0001001300311013000000002020303300000000300000000000000020003022\
        0000000000000000000000000000000020000000200020003000000030003020\
        0031001300000001000000000000000131000000000000002000000000000000\
        2313001300000001000000000000000023010001000000003301000022002000
        """.utf8.map { $0 - UInt8(ascii: "0") })

    /// - Parameter solid: rows of a picture that is `width` wide.
    package static func of(
        _ solid: [Bool], width: Int, _ method: Method, _ cancellation: Cancellation
    ) throws(CancellationError) -> [Bool] {
        // a border of nothing
        let wide = width + 2
        var shape = [Bool](repeating: false, count: wide * (solid.count / max(width, 1) + 2))
        for at in solid.indices.halting() where solid[at] { shape[(at / width + 1) * wide + at % width + 1] = true }
        let around = [-wide - 1, -wide, -wide + 1, 1, wide + 1, wide, wide - 1, -1]
        var rest = shape.indices.filter { shape[$0] }
        var isChanged = true
        while isChanged {
            isChanged = false
            for pass in [1, 2] {
                try cancellation.check()
                var gone: [Int] = []
                for place in rest.indices.halting(each: 32) {
                    let at = rest[place]
                    var index = 0
                    for (bit, step) in around.enumerated() where shape[at + step] { index |= 1 << bit }
                    if method == .skeletonize ? Int(table[index]) & pass != 0 : thins(index, pass) { gone.append(at) }
                }
                try cancellation.check()
                guard !gone.isEmpty else { continue }
                isChanged = true
                for at in gone { shape[at] = false }
                rest.removeAll { !shape[$0] }
            }
        }
        return solid.indices.map { shape[($0 / width + 1) * wide + $0 % width + 1] }
    }

    /// Guo's and Hall's three conditions. Their neighbours count from the right on against the clock.
    private static func thins(_ index: Int, _ pass: Int) -> Bool {
        func neighbour(_ place: Int) -> Bool { index >> ((3 - (place - 1) + 16) % 8) & 1 != 0 }
        var (crossings, first, second) = (0, 0, 0)
        for k in 1...4 {
            let (a, b, c) = (neighbour(2 * k - 1), neighbour(2 * k), neighbour(2 * k + 1))
            if !a, b || c { crossings += 1 }
            if a || b { first += 1 }
            if b || c { second += 1 }
        }
        guard crossings == 1, (2...3).contains(min(first, second)) else { return false }
        return pass == 1
            ? !((neighbour(2) || neighbour(3) || !neighbour(8)) && neighbour(1))
            : !((neighbour(6) || neighbour(7) || !neighbour(4)) && neighbour(5))
    }
}
