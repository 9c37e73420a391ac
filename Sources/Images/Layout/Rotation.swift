package import Tensors

/// How ComfyUI names a turn; clockwise.
package enum Rotation: String, CaseIterable, Sendable {
    case none
    case quarter = "90 degrees"
    case half = "180 degrees"
    case threeQuarters = "270 degrees"

    /// x: [N, H, W, inner] -> [N, W, H, inner] for quarter turns, else as it was.
    package func apply(_ x: Tensor) -> Tensor {
        let (batch, height, width, inner) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
        switch self {
        case .none: return x
        case .half: return Flip.vertical.apply(Flip.horizontal.apply(x))
        case .quarter, .threeQuarters:
            return Layout.map([batch, width, height, inner], from: x) { source, target in
                var at = 0
                for b in 0..<batch {
                    for row in 0..<width {
                        for column in 0..<height {
                            let (y, x) = self == .quarter ? (height - 1 - column, row) : (column, width - 1 - row)
                            let from = ((b * height + y) * width + x) * inner
                            for i in 0..<inner { target[at + i] = source[from + i] }
                            at += inner
                        }
                    }
                }
            }
        }
    }
}
