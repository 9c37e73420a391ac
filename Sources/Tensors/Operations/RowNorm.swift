internal import CKernels

/// How a row is brought to unit size.
package enum RowNorm: Sendable {
    /// To mean 0 and variance 1.
    case layer
    /// Over the root of its mean square (Zhang and Sennrich, 2019).
    case rms

    /// Rows normed, times the weight plus the bias. x, result: [rows, channels], weight, bias: [channels]
    func callAsFunction(
        _ result: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ weight: UnsafePointer<Float>?,
        _ bias: UnsafePointer<Float>?, _ eps: Float, rows: Int, channels: Int
    ) {
        let kernel =
            switch self {
            case .layer: ck_layer_norm
            case .rms: ck_rms_norm
            }
        kernel(result, x, weight, bias, eps, Int64(rows), Int64(channels))
    }
}
