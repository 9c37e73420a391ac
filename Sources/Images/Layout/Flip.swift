package import Tensors

/// How ComfyUI names a reflection.
package enum Flip: String, CaseIterable, Sendable {
    case vertical = "x-axis: vertically"
    case horizontal = "y-axis: horizontally"

    /// x: [N, H, W, inner], same shape.
    package func apply(_ x: Tensor) -> Tensor {
        let (height, width, inner) = (x.shape[1], x.shape[2], x.shape[3])
        return Layout.map(x.shape, from: x) { source, target in
            var at = 0
            for b in 0..<x.shape[0] {
                for y in (0..<height).halting(each: width * inner) {
                    for column in 0..<width {
                        let row = self == .vertical ? height - 1 - y : y
                        let from =
                            ((b * height + row) * width + (self == .horizontal ? width - 1 - column : column)) * inner
                        for i in 0..<inner { target[at + i] = source[from + i] }
                        at += inner
                    }
                }
            }
        }
    }
}
